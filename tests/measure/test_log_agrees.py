"""The event log tells the same story as the tables: indicators are counted again from it."""

import made_results
import numpy as np
import pytest

from salessim.engine.simulation import event_log
from salessim.measure.indicators import INDICATORS
from salessim.model.state.codes import (
    CALLING,
    CONQUEST,
    KEEPING,
    LOG_CUSTOMER_GAINED,
    LOG_CUSTOMER_LOST,
    LOG_LEAD,
    LOG_LOST,
    LOG_PAID,
    LOG_REVENUE,
    LOG_WON,
    LOG_WORKED,
    LOYALTY,
    NOBODY,
    WINNING,
)
from salessim.units import SECONDS_PER_HOUR

REPLICATION = 3


@pytest.mark.parametrize("name", ["startup", "million", "seven_reps"])
def test_indicators_from_the_log_are_those_of_the_tables(name: str) -> None:
    result = made_results.result(name)
    log, book = event_log(made_results.scenario(name), seed=1, replication=REPLICATION)
    run = result.runs.iloc[REPLICATION]
    months = result.months[result.months["replication"] == REPLICATION]

    def said(what: int, motion: int | None = None) -> np.ndarray:
        return log[(log["what"] == what) & ((motion is None) | (log["motion"] == motion))]

    def worked(activity: int) -> float:
        rows = said(LOG_WORKED)
        return float(rows["seconds"][rows["detail"] == activity].sum()) / SECONDS_PER_HOUR

    revenue = {motion: said(LOG_REVENUE, motion)["amount"].sum() for motion in (0, 1)}
    assert run["revenue_conquest"] == pytest.approx(revenue[CONQUEST])
    assert run["revenue_loyalty"] == pytest.approx(revenue[LOYALTY])
    assert run["contracts_conquest"] == len(said(LOG_WON, CONQUEST))
    assert run["contracts_loyalty"] == len(said(LOG_WON, LOYALTY))
    assert run["customers_gained"] == len(said(LOG_CUSTOMER_GAINED))
    assert run["customers_lost"] == len(said(LOG_CUSTOMER_LOST))
    assert run["leads"] == len(said(LOG_LEAD))
    lost = said(LOG_LOST)
    assert run["deals_lost"] == (lost["deal"] != NOBODY).sum()

    pay = said(LOG_PAID)
    for detail, part in enumerate(("base", "variable", "charges")):
        of_reps = pay["amount"][(pay["detail"] == detail) & (pay["rep"] != NOBODY)].sum()
        assert run[part] == pytest.approx(of_reps), part
    assert run["conquest_hours"] == pytest.approx(worked(CALLING) + worked(WINNING))
    assert run["selling_hours"] - run["conquest_hours"] == pytest.approx(worked(KEEPING))

    borders = np.searchsorted(book.month_borders, said(LOG_WON)["second"], side="right") - 1
    by_month = np.bincount(borders, minlength=len(book.months))
    assert list(months.groupby("month", sort=False)["won"].sum()) == list(by_month)


@pytest.mark.parametrize("name", ["startup", "million", "seven_reps"])
def test_months_reps_and_ledger_add_up_to_the_runs(name: str) -> None:
    result = made_results.result(name)
    runs = result.runs.set_index("replication")
    by_run = result.months.groupby("replication").sum(numeric_only=True)
    assert by_run["revenue"].to_numpy() == pytest.approx(runs["revenue"].to_numpy())
    assert (by_run["won"] == runs["contracts_won"]).all()
    ledger = result.ledger.groupby("replication").sum(numeric_only=True)
    of_reps = result.reps.groupby("replication").sum(numeric_only=True)
    for part in ("base", "variable", "charges", "unpaid"):
        assert of_reps[part].to_numpy() == pytest.approx(ledger[part].to_numpy()), part
    payroll = ledger[["base", "variable", "charges", "managers"]].sum(axis=1)
    assert payroll.to_numpy() == pytest.approx(runs["payroll"].to_numpy())
    deals = result.deals.groupby("replication")["state"].value_counts().unstack(fill_value=0)
    assert (deals["won"] == runs["contracts_won"]).all()
    steps = result.steps
    assert (steps["entered"] == steps["advanced"] + steps["lost"] + steps["open"]).all()


@pytest.mark.parametrize("name", ["startup", "million"])
def test_every_ratio_of_the_runs_table_is_total_over_total_in_the_findings(name: str) -> None:
    result = made_results.result(name)
    for indicator in INDICATORS:
        if indicator.bottom is None:
            continue
        bottom = result.runs[indicator.bottom].sum()
        found = result.indicators[indicator.name].mean
        if bottom > 0:
            expected = indicator.scale * result.runs[indicator.top].sum() / bottom
            assert found == pytest.approx(indicator.shown(expected)), indicator.name
        else:
            assert found is None
