"""Both engines agree to the bit: same tables, same log, whatever the threads."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_scenarios import scenarios

from salessim.engine.own_rules import OwnRules
from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import Inputs, build
from salessim.model.state.tables import OUTPUTS
from salessim.scenario import Scenario

OWN_RULES = OwnRules(
    {
        "next_deal": lambda deal: deal.value * deal.chance - deal.entered,
        "lead_owner": lambda rep: rep.skill - 0.1 * rep.waiting + 0.01 * rep.customers,
        "next_work": lambda work: work.behind / (1.0 + work.waiting),
        "effort": lambda rep: 0.5 + 0.5 * rep.motivation,
        "variable_pay": lambda period: period.on_target * period.attainment * period.attainment,
    }
)


def told(
    inputs: Inputs,
    engine: str,
    replications: int,
    seed: int,
    threads: int = 1,
    rules: OwnRules | None = None,
) -> Batch:
    """All replications in one batch of its own, with log and deals."""
    batch = next(
        batches(
            inputs,
            replications=replications,
            seed=seed,
            engine=engine,
            threads=threads,
            rules=rules,
            size=replications,
            log=True,
            deals=True,
        )
    )
    outputs = {name: table.copy() for name, table in batch.outputs().items()}
    return Batch.of(
        outputs,
        first=batch.first,
        events=batch.events.copy(),
        seconds=batch.seconds,
        deals=batch.deals,
        log=batch.log,
    )


def assert_same(one: Batch, other: Batch) -> None:
    """Every output that is declared, the log and the deals; whatever is added is compared too."""
    outputs, others = one.outputs(), other.outputs()
    assert list(outputs) == [table.name for table in OUTPUTS]
    for name, table in outputs.items():
        assert table.tobytes() == others[name].tobytes(), name
    assert np.array_equal(one.events, other.events)
    for kind in ("log", "deals"):
        for a, b in zip(getattr(one, kind), getattr(other, kind), strict=True):
            assert np.array_equal(a, b), kind


def assert_engines_agree(scenario: Scenario, seed: int) -> None:
    inputs = build(scenario)
    assert_same(told(inputs, "compiled", 2, seed), told(inputs, "simpy", 2, seed))


@settings(max_examples=40)
@given(scenario=scenarios(), seed=st.integers(0, 2**40))
def test_made_worlds(scenario: Scenario, seed: int) -> None:
    assert_engines_agree(scenario, seed)


@settings(max_examples=4)
@given(scenario=scenarios(), seed=st.integers(0, 2**40))
def test_made_worlds_under_rules_of_the_users_own(scenario: Scenario, seed: int) -> None:
    inputs = build(scenario)
    compiled = told(inputs, "compiled", 3, seed, rules=OWN_RULES)
    assert_same(compiled, told(inputs, "simpy", 3, seed, rules=OWN_RULES))
    assert_same(compiled, told(inputs, "compiled", 3, seed, threads=2, rules=OWN_RULES))


@pytest.mark.full
@settings(max_examples=1_000)
@given(scenario=scenarios(), seed=st.integers(0, 2**40))
def test_a_thousand_made_worlds(scenario: Scenario, seed: int) -> None:
    assert_engines_agree(scenario, seed)


@pytest.mark.slow
@settings(max_examples=50)
@given(scenario=scenarios(), seed=st.integers(0, 2**40))
def test_many_made_worlds(scenario: Scenario, seed: int) -> None:
    assert_engines_agree(scenario, seed)


@pytest.mark.parametrize(
    "name", ["startup", "seven_reps", "million", "hardware_seller", "everything",
             pytest.param("enterprise", marks=pytest.mark.full)],
)  # fmt: skip
def test_shipped_scenarios(scenarios, name) -> None:
    inputs = build(Scenario.load(scenarios / f"{name}.yaml"))
    assert_same(told(inputs, "compiled", 1, 1), told(inputs, "simpy", 1, 1))


@settings(max_examples=10)
@given(scenario=scenarios())
def test_threads_do_not_matter(scenario: Scenario) -> None:
    inputs = build(scenario)
    one = told(inputs, "compiled", 5, 1)
    for threads in (2, 4):
        assert_same(one, told(inputs, "compiled", 5, 1, threads))


def test_a_full_table_is_grown_and_nothing_changes(scenarios) -> None:
    inputs = build(Scenario.load(scenarios / "startup.yaml"))
    small = dataclasses.replace(
        inputs,
        world=inputs.world._replace(
            deals=inputs.world.deals[:8].copy(),
            items=inputs.world.items[: len(inputs.world.firms) + 8].copy(),
            heap=inputs.world.heap[:8].copy(),
            soon=inputs.world.soon[:2].copy(),
            chunks=inputs.world.chunks[:3].copy(),
        ),
    )
    assert_same(told(inputs, "compiled", 2, 1), told(small, "compiled", 2, 1))
    assert_same(told(inputs, "simpy", 1, 1), told(small, "simpy", 1, 1))
