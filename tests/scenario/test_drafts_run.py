"""Both files that the language was designed on run, and say something plausible."""

from pathlib import Path

from salessim import Scenario, simulate


def test_the_founder_file_runs(founder: str) -> None:
    result = simulate(Scenario.parse(founder), replications=20, seed=1)
    [target] = result.targets
    assert 0.0 <= target.probability <= 1.0
    assert result.indicators["revenue"].mean > 100_000
    assert "Acme, two closers" in str(result)


def test_the_consultant_file_and_its_variants_run(consultant: Path) -> None:
    scenario = Scenario.load(consultant)
    plain = simulate(scenario, replications=10, seed=1)
    assert plain.indicators["revenue"].mean > 1_000_000
    for name in scenario.variants:
        changed = simulate(scenario.variant(name), replications=10, seed=1)
        assert changed.digest != plain.digest, name


def test_both_engines_agree_on_the_consultant_file(consultant: Path) -> None:
    scenario = Scenario.load(consultant)
    digests = {
        simulate(scenario, replications=1, seed=3, engine=engine).digest
        for engine in ("compiled", "simpy")
    }
    assert len(digests) == 1
