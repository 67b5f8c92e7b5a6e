"""The experiment on speed: the sides that are timed do the same work."""

import shutil
from types import SimpleNamespace

import numpy as np
import pytest

SEED = 7
REPLICATIONS = 12
DEVIATIONS = 6
"""Standard deviations between years that are allowed: by Student's law of 11 degrees of freedom, 25
comparisons raise a false alarm in 1 of 450 changes of the streams."""


@pytest.fixture
def speed(tree, monkeypatch):
    monkeypatch.syspath_prepend(str(tree / "experiments" / "speed"))
    import c_loop
    import funnel_model
    import measure
    import own_speed
    import queue_models
    import same_work
    import timing

    return SimpleNamespace(
        CLoop=c_loop.CLoop,
        Funnel=funnel_model.Funnel,
        measure=measure,
        team_of=own_speed.team_of,
        simpy_queue=queue_models.simpy_queue,
        ciw_queue=queue_models.ciw_queue,
        same_work=same_work,
        timing=timing,
    )


def assert_of_one_law(alone: float, years: np.ndarray) -> None:
    """One year of another model lies among the years of salessim."""
    deviation = years.std(ddof=1) * np.sqrt(1 + 1 / len(years))
    assert abs(alone - years.mean()) <= DEVIATIONS * deviation


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
def test_the_c_loop_gives_the_same_future_to_the_bit(speed) -> None:
    world = speed.same_work.inputs("five_stages")
    batch = speed.same_work.simulated(world, 2, 0)
    loop = speed.CLoop(world, speed.same_work.SEED)
    stages = {"waited": "waited_seconds", "work": "work_seconds"}
    months = {"work": "work_seconds"}
    reps = {"paid": "paid_seconds", "worked": "conquest_seconds", "idle": "idle_seconds"}
    for replication in range(2):
        loop.run(replication)
        books = loop.books[0]
        funnel, month = batch.funnel[replication, :5, 0], batch.months[replication, :, 0, 0]
        rep = batch.reps[replication]
        for ours, theirs, names in (
            (funnel, books["stages"], stages),
            (month, books["months"][: len(month)], months),
            (rep, books["reps"][: rep.shape[0], : rep.shape[1]], reps),
        ):
            for name in theirs.dtype.names:
                if name != "cost_of_goods":
                    assert (theirs[name] == ours[names.get(name, name)]).all(), name
        costs = books["months"]["cost_of_goods"][: len(month)]
        assert (costs == batch.ledger[replication]["cost_of_goods"]).all()
        assert books["events"] == batch.events[replication]


def test_plain_simpy_follows_the_same_laws(speed) -> None:
    world = speed.same_work.inputs("five_stages")
    funnel = speed.same_work.simulated(world, REPLICATIONS, 0).funnel[:, :5, 0]
    model = speed.Funnel(SEED).run()
    for number, stage in enumerate(model.stages):
        ours = funnel[:, number]
        assert_of_one_law(stage.entered, ours["entered"])
        assert_of_one_law(stage.advanced, ours["advanced"])
        assert_of_one_law(stage.worked_hours, ours["work_seconds"] / 3600)
        waits = ours["waited_seconds"] / ours["started"] / 3600
        assert_of_one_law(stage.waited_hours / stage.started, waits)
    assert sum(month.leads for month in model.months) == model.stages[0].entered
    assert sum(month.won for month in model.months) == model.stages[-1].advanced
    worked = sum(month.worked_hours for row in model.rep_months for month in row)
    assert worked == pytest.approx(sum(stage.worked_hours for stage in model.stages))


def test_the_queues_have_the_wait_of_the_textbook(speed) -> None:
    world = speed.same_work.inputs("queue")
    funnel = speed.same_work.simulated(world, REPLICATIONS, 0).funnel[:, 0, 0]
    waits = funnel["waited_seconds"] / funnel["started"] / 3600
    assert_of_one_law(0.55411, waits)
    for model in (speed.simpy_queue, speed.ciw_queue):
        customers, wait = model(SEED)
        assert_of_one_law(customers, funnel["started"])
        assert_of_one_law(wait, waits)


def test_a_larger_team_has_as_much_more_to_do(speed) -> None:
    small, large = speed.team_of(10).plan, speed.team_of(100).plan
    assert (len(small.people), len(large.people)) == (10, 100)
    prospects = [plan.segments["small"].prospects.typical for plan in (small, large)]
    assert prospects[1] == 10 * prospects[0]
    assert large.channels["web"].leads.typical == 10 * small.channels["web"].leads.typical


def test_sides_take_turns_and_ratios_are_taken_within_a_round(speed) -> None:
    """A machine that becomes ten times slower half way moves no ratio."""
    clock = SimpleNamespace(now=0.0, slowness=1.0)
    called: list[str] = []

    def side(name: str, seconds: float, units: int = 1):
        def run(number: int) -> None:
            called.append(name)
            clock.slowness = 10.0 if number >= 2 else 1.0
            clock.now += seconds * clock.slowness

        return speed.timing.Side(name, run, units)

    times = speed.timing.in_turns(
        [side("slow", 4.0), side("fast", 2.0, units=2)], rounds=4, clock=lambda: clock.now
    )
    assert called[:6] == ["slow", "fast", "slow", "fast", "fast", "slow"]
    assert times.ratios("slow", "fast") == pytest.approx([4.0] * 4)


def test_the_readme_has_a_place_for_every_table(speed, tree, tmp_path) -> None:
    readme = tree / "experiments" / "speed" / "README.md"
    copy = tmp_path / "README.md"
    shutil.copyfile(readme, copy)
    names = (
        "machine", "queue", "funnel", "nanoseconds", "rates", "thousand", "levers", "threads",
        "sizes", "memory", "start",
    )  # fmt: skip
    speed.measure.write({name: f"new {name}" for name in names}, copy)
    text = copy.read_text(encoding="utf-8")
    assert all(f"\nnew {name}\n<!-- end of {name} -->" in text for name in names)
    with pytest.raises(ValueError, match="has no block"):
        speed.measure.write({"nothing": ""}, copy)
