"""The accounts and the open deals with which the scenario starts, without names."""

import pandas as pd
from estimates import oldest_answer_days, per_month, product_table, prompt_answer_days
from export import Export


def account_rows(export: Export) -> pd.DataFrame:
    """One row an account: `customer 01`, `customer 02`, ..."""
    names = [f"customer {number:02d}" for number in range(1, export.accounts + 1)]
    return pd.DataFrame({"name": names, "segment": "customer"})


def pipeline_rows(known: pd.DataFrame, export: Export, day: pd.Timestamp) -> pd.DataFrame:
    """One row an awake open deal: customer, week of opening, value, days to the answer.

    The customer is dealt out in turn, since the export fills it in at the close. The value is the
    product's list price times the share of it that is paid on average. The oldest deals are taken
    to lie with their buyers: as many as a steady flow of closings keeps there.
    """
    open_deals = known[known["won"].isna()]
    ages = (day - open_deals["opened"]).dt.days
    awake = open_deals[ages <= oldest_answer_days(known)].sort_values(["opened", "product"])
    names = account_rows(export)["name"]
    paid = export.prices * product_table(known, export.prices)["paid, mean"]
    days_left = pd.Series(_days_left(known, day), dtype="Int64")
    return pd.DataFrame(
        {
            "account": [names[number % len(names)] for number in range(len(awake))],
            "segment": "customer",
            "motion": "loyalty",
            "stage": "sale",
            "value": awake["product"].map(paid).round().astype(int).to_numpy(),
            "opened": awake["opened"].dt.to_period("W-SUN").dt.start_time.dt.date.to_numpy(),
            "answers_in": days_left.reindex(range(len(awake))),
        }
    )


def _days_left(known: pd.DataFrame, day: pd.Timestamp) -> list[int]:
    """Days to the answer of each deal that a steady flow of closings keeps with its buyers."""
    closings_per_day = per_month(known, day, "closed").typical * 12 / 365.25
    prompt = prompt_answer_days(known)
    return [
        days
        for days in range(1, int(prompt.max()) + 1)
        for _ in range(round(closings_per_day * float((prompt >= days).mean())))
    ]
