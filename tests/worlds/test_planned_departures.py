"""Who is planned to go goes on the day: paid to the last one, work handed over."""

import numpy as np
import pytest
from made_pay import both

from salessim import Scenario
from salessim.engine.run import batches
from salessim.errors import InputError
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.model.state.codes import LOG_HANDED_OVER, LOG_WON

TEAM = """
name: small
horizon: {from: 2027-01, months: 6}
segments: {gold: {prospects: 600, deal: 9k, orders: 300 a month, churn: 20 % a year}}
team:
  seller:
    people: 3
    base: 36k a year
    charges: 0 %
    hires: {late: 2027-03}
motivation: none
learning: none
today: {customers: {gold: 30}}
"""
PLACE = {f"seller {name}": row for row, name in enumerate(("1", "2", "3", "late"))}


def run(**changes: object) -> Batch:
    paths = {name.replace("__", "."): value for name, value in changes.items()}
    inputs = build(Scenario.parse(TEAM).vary(paths))
    return next(batches(inputs, replications=3, seed=1, threads=1))


LEAVING = """
name: rates of leaving
horizon: {from: 2027-01, months: 12}
segments: {none: {prospects: 0, deal: 1}}
prospecting: {outbound: none}
motivation: none
attrition: {rate: 20 % a year, newcomers: 1, time_to_hire: none}
team:
  usual: {people: 10, base: 12k a year}
  own: {people: 10, base: 12k a year, leaves: 10 % a month, departures: {own 1: 2027-03-01}}
  none: {people: 10, base: 12k a year, leaves: none}
  faithful: {people: 10, base: 12k a year, leaves: 0 % a year}
"""


def test_a_role_leaves_at_its_own_rate_and_others_at_that_of_all() -> None:
    """After m months .8^(m/12) and .9^m of 720 are there; who has a date goes by it at the latest.

    4 standard errors of a share; `leaves: none` is as in attrition, 0 % nobody.
    """
    inputs, one = both(Scenario.parse(LEAVING))
    batch = next(batches(inputs, replications=80, seed=1, threads=1, size=80))
    assert (batch.reps["left"][0] == one.reps["left"][0]).all()
    gone = np.cumsum(batch.reps["left"].reshape(80, 4, 10, 12), axis=3)
    share = 1.0 - gone[:, :, 1:].mean(axis=(0, 2))
    dated = gone[:, 1, 0]
    assert (dated[:, 0] == 0).any() and (dated[:, 1] == 1).all()
    for month in (1, 6, 12):
        for role, expected in ((0, 0.8 ** (month / 12)), (1, 0.9**month), (2, 0.8 ** (month / 12))):
            error = (expected * (1.0 - expected) / 720) ** 0.5
            assert abs(share[role, month - 1] - expected) < 4 * error, (role, month)
    assert (share[3] == 1.0).all()


def paid(batch: Batch, name: str) -> np.ndarray:
    """Base pay of the first replication by month."""
    return batch.reps[0, PLACE[name]]["base"]


def test_pay_and_hours_end_on_the_day_and_severance_is_paid_once() -> None:
    batch = run(team__seller__departures={"seller 2": "2027-04-01"}, team__seller__severance=2)
    month = 36_000 / 12
    assert paid(batch, "seller 2") == pytest.approx([month, month, 3 * month, 0, 0, 0])
    assert (batch.reps[:, PLACE["seller 2"]]["paid_seconds"][:, 3:] == 0).all()
    assert (batch.reps[:, PLACE["seller 2"]]["left"].sum(axis=1) == 1).all()
    assert paid(batch, "seller 1") == pytest.approx([month] * 6)


@pytest.mark.parametrize(
    ("first_day_without", "month"),
    [("2027-03-31", 2), ("2027-04-01", 2), ("2027-04-02", 3)],
    ids=["30 March", "31 March", "1 April"],
)
def test_all_pay_of_a_leaver_stands_in_the_month_of_the_last_day(
    first_day_without: str, month: int
) -> None:
    """Severance, variable pay of the quarter so far, and the leaver itself."""
    batch = run(
        team__seller__departures={"seller 2": first_day_without},
        team__seller__severance=2,
        team__seller__on_target="60k a year",
        team__seller__quota="1k a year",
    )
    rows = batch.reps[:, PLACE["seller 2"]]
    assert (rows["left"][:, month] == 1).all()
    assert (rows["base"][:, month] > 2 * 36_000 / 12).all()
    assert (rows["base"][:, month + 1 :] == 0.0).all()
    assert (rows["variable"][:, month + 1 :] == 0.0).all()
    won = rows["bookings"][:, : month + 1].sum(axis=1) > 0
    assert won.any() and (rows["variable"][won].sum(axis=1) > 0).all()


def test_who_leaves_without_notice_is_paid_to_the_day() -> None:
    """A rate that is sure to be met and no notice: all go in January, and nobody follows.

    Base of the days until then, of 31, and two months of severance; each on a day of one's own.
    """
    batch = run(
        attrition={
            "rate": "99 % a month",
            "newcomers": 3,
            "notice": "0 days",
            "time_to_hire": None,
        },
        team__seller__severance=2,
        team__seller__hires={},
        team__seller__start="2026-11-01",
    )
    assert (batch.reps["left"][..., 0] == 1).all()
    assert (batch.reps["left"][..., 1:] == 0).all()
    pay = batch.reps["base"][..., 0]
    days = (pay / 3_000 - 2) * 31
    whole = np.round(days)
    assert days == pytest.approx(whole) and (whole >= 1).all() and (whole <= 31).all()
    assert len(np.unique(whole)) > 1
    assert (batch.reps["base"][..., 1:] == 0).all()
    assert (batch.reps["paid_seconds"][..., 1:] == 0).all()


def test_a_leaver_at_a_month_end_still_counts_in_it() -> None:
    """The last day is a day of work: its month has the headcount and the seat."""
    batch = run(team__seller__departures={"seller 2": "2027-04-01"})
    assert batch.ledger["headcount"][0].tolist() == [3, 3, 4, 3, 3, 3]


def test_a_hire_may_go_again_and_one_who_would_come_too_late_does_not_come() -> None:
    gone = run(team__seller__departures={"seller late": "2027-05-01"})
    assert (paid(gone, "seller late") > 0).tolist() == [False, False, True, True, False, False]
    late = {"starts": "2027-03-01", "slips": {"uniform": ["70 days", "80 days"]}}
    never = run(
        team__seller__departures={"seller late": "2027-05-01"}, team__seller__hires={"late": late}
    )
    assert paid(never, "seller late").sum() == 0.0


def test_nobody_comes_after_a_planned_departure() -> None:
    leaving = {"rate": "90 % a month", "notice": "0 days", "time_to_hire": "1 days"}
    batch = run(attrition=leaving, team__seller__departures={"seller 2": "2027-05-01"})
    heads = batch.reps[:, PLACE["seller 2"]]["employed"]
    assert (heads[:, 4:] == 0).all()
    assert (np.diff(heads, axis=1) <= 0).all()
    assert batch.reps[:, PLACE["seller 1"]]["employed"].mean() > 0.9


@pytest.mark.parametrize(
    ("departures", "sentence"),
    [
        ({"seller 9": "2027-04"}, "no person of this role"),
        ({"seller 1": "2026-04"}, "not there when it begins"),
        ({"seller 1": "2028-04"}, "leave the departure out"),
        ({"seller late": "2027-02"}, "leave later"),
    ],
)
def test_departures_that_cannot_be_are_told(departures: dict[str, str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        Scenario.parse(TEAM).vary({"team.seller.departures": departures})


@pytest.mark.parametrize("attrition", [None, {"rate": "0 % a year"}], ids=["none typed", "nobody"])
def test_deals_of_who_is_planned_to_go_count_half_for_the_new_owner(attrition: object) -> None:
    """As `attrition.credit` says by default, with or without that section: never nothing.

    Two sellers have the same deals open; who stays is credited with all of the own ones, and with
    half of those taken over.
    """
    changes: dict[str, object] = {
        "team__seller__departures": {"seller 2": "2027-04-01", "seller 3": "2027-04-01"},
        "team__seller__hires": {},
        "team__seller__on_target": "60k a year",
        "funnel": {
            "conquest": {
                "demo": {"hours": 1, "passes": "60 %"},
                "proposal": {"hours": 2, "passes": "50 %", "buyer_takes": "60 days"},
            }
        },
        "channels": {"web": {"leads": "40 a month"}},
        "attrition": attrition,
    }
    paths = {name.replace("__", "."): value for name, value in changes.items()}
    inputs = build(Scenario.parse(TEAM).vary(paths))
    batch = next(batches(inputs, replications=1, seed=1, threads=1, log=True))
    assert batch.log is not None
    [log] = batch.log
    won = log[(log["what"] == LOG_WON) & (log["rep"] == PLACE["seller 1"])]
    taken = log["deal"][log["what"] == LOG_HANDED_OVER]
    halved = won["amount"][np.isin(won["deal"], taken)].sum()
    assert halved > 0
    credited = batch.reps[0, PLACE["seller 1"]]["credited"].sum()
    assert credited == pytest.approx(won["amount"].sum() - 0.5 * halved)
