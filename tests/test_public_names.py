"""The public door: what `import salessim` gives, and what a result can do."""

from pathlib import Path

import made_results
import pytest

import salessim
from salessim import Result, SalessimError, Scenario, simulate


def test_the_door_is_small_and_every_name_opens() -> None:
    assert salessim.__all__ == [
        "Comparison",
        "InputError",
        "Result",
        "SalessimError",
        "Scenario",
        "ScenarioError",
        "__version__",
        "allocate_response_table",
        "capacity_plan",
        "compare",
        "fit_churn",
        "fit_orders",
        "fractional",
        "optimise",
        "simulate",
    ]
    for name in salessim.__all__:
        assert getattr(salessim, name) is not None
    assert dir(salessim) == salessim.__all__
    with pytest.raises(AttributeError, match="no attribute 'simulator'"):
        salessim.simulator  # noqa: B018


def test_a_result_has_frames_with_names() -> None:
    result = made_results.result()
    assert isinstance(result, Result)
    assert len(result.runs) == made_results.REPLICATIONS
    assert set(result.months["motion"]) == {"conquest", "loyalty"}
    assert list(result.months["month"][:2]) == ["2027-01", "2027-01"]
    assert "closer first" in set(result.reps["rep"])
    assert set(result.steps["step"]) >= {"call", "proposal", "visit"}
    assert result.deals["state"].isin(["open", "won", "lost"]).all()
    lost = result.deals[result.deals["state"] == "lost"]
    assert (lost["loss"] != "").all()
    assert result.deals.loc[result.deals["state"] == "open", "closed_day"].isna().all()


def test_events_are_those_of_the_future() -> None:
    result = made_results.result()
    events = result.events(replication=2)
    assert events["time"].is_monotonic_increasing
    won = result.runs.loc[2, "contracts_won"]
    assert (events["what"] == "won").sum() == won


def test_a_result_says_its_headline() -> None:
    assert str(made_results.result()).startswith("Acme")


def test_a_plot_is_a_figure(tmp_path: Path) -> None:
    figure = made_results.result().plot(tmp_path / "picture.svg")
    assert len(figure.axes) == 2
    assert (tmp_path / "picture.svg").exists()


def test_tables_that_were_not_kept_say_how_to_keep_them() -> None:
    scenario = made_results.scenario("startup")
    sums = simulate(scenario, replications=2, keep="sums")
    assert len(sums.runs) == 2
    with pytest.raises(SalessimError, match='keep="tables"'):
        _ = sums.months
    with pytest.raises(SalessimError, match='keep="deals"'):
        _ = simulate(scenario, replications=2).deals


def test_equal_calls_give_equal_results_and_other_seeds_others() -> None:
    scenario = made_results.scenario("startup")
    one, two = (simulate(scenario, replications=3, seed=5) for _ in range(2))
    assert one.digest == two.digest
    assert simulate(scenario, replications=3, seed=6).digest != one.digest


def test_replications_stand_alone() -> None:
    """The first replications are the same however many follow."""
    scenario = made_results.scenario("startup")
    few, more = (simulate(scenario, replications=count).runs for count in (3, 9))
    assert few.equals(more.iloc[:3])


def test_a_watch_can_stop_the_work() -> None:
    seen: list[tuple[str, int, int]] = []

    def watch(phase: str, done: int, planned: int) -> bool:
        seen.append((phase, done, planned))
        return not done

    scenario = Scenario.load(made_results.SCENARIOS / "startup.yaml")
    result = simulate(scenario, replications=100, watch=watch)
    assert result.stopped_early
    assert seen[0] == ("futures", 0, 100)
    assert 1 <= seen[-1][1] <= len(result.runs) < 100
    assert result.binding == []
