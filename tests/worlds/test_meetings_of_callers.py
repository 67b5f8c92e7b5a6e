"""First meetings that one role books and another holds: for whom they count, in both engines."""

from typing import Any

from made_pay import both, scenario

from salessim import Scenario
from salessim.engine.run import batches
from salessim.model.assembly import build
from salessim.model.state.codes import (
    LOG_ENTERED,
    LOG_LEFT,
    LOG_RECEIVED,
    LOG_TASK_DONE,
)

CALLS = 6


def handed(accepts: str, more: dict[str, Any] | None = None) -> Scenario:
    """Six firms called by a caller say yes; closer 1 holds the meetings that are accepted."""
    each = {"each": 1, "paid_every": "month"}
    of = ("meetings", "meetings_booked", "meetings_accepted")
    components = {name: {"of": name, **each} for name in of}
    made: dict[str, Any] = {
        "funnel": {
            "conquest": {
                "call": {"hours": 1, "passes": "100 %", "by": "caller"},
                "appointment": {"hours": 1, "passes": "50 %", "hand_over": {"accepts": accepts}},
                "proposal": {"hours": 1, "passes": "100 %"},
            }
        },
        "team": {
            "caller": {"people": 1, "base": "0 a year", "charges": "0 %", "components": components},
            "closer": {"people": 1, "base": "0 a year", "charges": "0 %", "components": components},
        },
        "managers": {"boss": {"base": "0 a year", "components": components}},
        "today": {
            "deals": [
                {"account": f"F{k}", "segment": "all", "stage": "call", "owner": "caller 1"}
                for k in range(CALLS)
            ]
        },
        **(more or {}),
    }
    return scenario({}).vary(made)


def counted(of: Scenario) -> list[list[float]]:
    """Meetings held, booked and accepted, in all, for the caller, the closer and the manager."""
    _, batch = both(of)
    total = batch.statements["counted"][0].sum(axis=-1)
    return [[float(x) for x in row[:3]] for row in total]


def test_a_meeting_counts_for_who_books_and_who_holds_it_and_once_for_their_manager() -> None:
    held, booked, accepted = CALLS, CALLS, CALLS
    caller = boss = [held, booked, accepted]
    assert counted(handed("100 %")) == [caller, [held, 0, 0], boss]


def test_what_nobody_accepts_is_booked_and_no_more() -> None:
    assert counted(handed("0 %")) == [[0, CALLS, 0], [0, 0, 0], [0, CALLS, 0]]


def test_without_hand_over_every_meeting_booked_is_accepted() -> None:
    alone = {
        "funnel.conquest.call.by": None,
        "funnel.conquest.appointment.hand_over": None,
        "team.closer.people": 0,
        "team.closer.hires": {"late": "2027-12"},
    }
    assert counted(handed("100 %").vary(alone)) == [[CALLS] * 3, [0, 0, 0], [CALLS] * 3]


TURNOVER = """
name: callers who come and go
horizon: {from: 2027-01, months: 12}
segments: {all: {prospects: 5000, deal: 12k}}
channels: {web: {leads: 20 a month}}
funnel:
  conquest:
    call: {hours: 0.2, passes: 5 %, by: caller}
    appointment: {hours: 2, passes: 60 %, hand_over: {takes: 1..5 days, accepts: 65 %}}
    proposal: {hours: 4, passes: 40 %, buyer_takes: 20 days}
team:
  caller:
    people: 4
    base: 40k a year
    leaves: 90 % a year
    components:
      held: {of: meetings, each: 10, paid_every: month}
      accepted: {of: meetings_accepted, each: 10, paid_every: month}
  closer: {people: 2, base: 55k a year}
attrition: {rate: 20 % a year, time_to_hire: 7 days}
"""


def test_meetings_of_a_leaver_count_for_nobody_on_the_post() -> None:
    """Counted again from the log: who books a meeting must still be there when it counts."""
    inputs = build(Scenario.parse(TURNOVER))
    batch = next(batches(inputs, replications=1, seed=2, log=True))
    assert batch.log is not None
    log = batch.log[0]
    meeting = inputs.book.conquest_steps.index("appointment")
    left: dict[int, list[int]] = {}
    booked: dict[int, tuple[int, int]] = {}
    held: dict[int, int] = {}
    accepted: dict[int, int] = {}
    done, of_leavers = set(), 0
    for row in log:
        rep, deal, now = (int(row[name]) for name in ("rep", "deal", "second"))
        if row["what"] == LOG_LEFT:
            left.setdefault(rep, []).append(now)
        elif row["what"] == LOG_ENTERED and row["step"] == meeting and deal not in booked:
            booked[deal] = (rep, now)
        elif row["step"] == meeting and row["what"] in (LOG_RECEIVED, LOG_TASK_DONE):
            by, since = booked[deal]
            if any(since <= second <= now for second in left.get(by, [])):
                of_leavers += 1
            elif row["what"] == LOG_RECEIVED:
                accepted[by] = accepted.get(by, 0) + 1
            elif deal not in done:
                held[by] = held.get(by, 0) + 1
            if row["what"] == LOG_TASK_DONE:
                done.add(deal)
    counted = batch.statements["counted"][0].sum(axis=-1)
    assert of_leavers > 5
    for caller in range(4):
        assert counted[caller, 0] == held[caller] > 10
        assert counted[caller, 1] == accepted[caller] > 10
