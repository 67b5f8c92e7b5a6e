"""Derives a scenario of the fourth quarter of 2017 from what the CRM showed on 30 September.

    python experiments/hardware_seller/derive.py [FOLDER OF THE EXPORT]

Writes `scenarios/hardware_seller.yaml`, its two tables, and `derivation.md` beside this file.
"""

import sys
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd
from estimates import (
    Between,
    agent_table,
    chance_of_differences,
    clock_forecast,
    months_table,
    oldest_answer_days,
    per_month,
    product_table,
    prompt_answer_days,
    whole_quarters,
    win_share,
    won_values,
)
from export import DEFAULT_FOLDER, TREE, Export, ExportMissing, as_known_on, read_export
from pipeline import account_rows, pipeline_rows

from salessim.calendar import WorkCalendar, day_index
from salessim.units import SECONDS_PER_HOUR

LAST_DAY = pd.Timestamp("2017-09-30")
EARLIER_DAY = pd.Timestamp("2017-06-30")
"""The choice between two explanations is tried out on the third quarter, from this day."""

HERE = Path(__file__).parent
SCENARIO = TREE / "scenarios" / "hardware_seller.yaml"
TABLES = TREE / "scenarios" / "hardware_seller"

CALENDAR = WorkCalendar(
    hours_per_week=40, weekdays=(0, 1, 2, 3, 4), country="US", leave_days_per_year=15
)
SICK_SHARE = 5 / 260
ADMINISTRATION = 0.30


def team_hours_per_month(people: int, first: pd.Timestamp, last: pd.Timestamp) -> float:
    """Selling hours of a team: paid hours less holidays, leave, sickness and administration."""
    days = day_index(first.date(), last.date()) + 1
    names = [f"agent {number}" for number in range(1, people + 1)]
    tables, rows = CALENDAR.tables(first.date(), days, names, [CALENDAR.hours_per_week] * people)
    paid_hours = tables[rows, :, 1].sum() / SECONDS_PER_HOUR
    months = len(pd.period_range(first, last, freq="M"))
    return float(paid_hours * (1 - SICK_SHARE) * (1 - ADMINISTRATION) / months)


def trial_on_third_quarter(export: Export, months: pd.DataFrame) -> pd.DataFrame:
    """Two explanations of the third quarter, fitted before it, beside the quarter as recorded."""
    earlier = as_known_on(export.deals, EARLIER_DAY)
    by_clock = clock_forecast(earlier, EARLIER_DAY, 92)
    by_hours = 3 * per_month(earlier, EARLIER_DAY, "closed").typical
    summer = months.loc["2017-07":"2017-09"]
    return pd.DataFrame(
        {
            "closed": [by_clock.closings, by_hours, summer["closed"].sum()],
            "won": [by_clock.wins, by_hours * win_share(earlier).typical, summer["won"].sum()],
        },
        index=["by the deals' ages", "by the team's hours", "recorded"],
    )


def quantile_map(values: pd.Series, probabilities: np.ndarray, form: str) -> str:
    """Quantiles as a scenario has them, six to a line: `0 %: $38, 2 %: $48, ...`."""
    entries = [f"{100 * p:.6g} %: {form.format(values.quantile(p))}" for p in probabilities]
    lines = [", ".join(entries[start : start + 6]) for start in range(0, len(entries), 6)]
    return (",\n" + " " * 10).join(lines)


def table_text(table: pd.DataFrame, formats: dict[str, str]) -> str:
    """A Markdown table; `formats` says how each column is written."""
    lines = ["| | " + " | ".join(formats) + " |", "|---|" + "---:|" * len(formats)]
    for label, row in table.iterrows():
        cells = (form.format(row[column]) for column, form in formats.items())
        lines.append(f"| {label} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def between_text(name: str, figure: Between, form: str, scale: float = 1.0) -> dict[str, str]:
    """Three named texts of a figure: the typical one, the low and the high border."""
    return {
        name: form.format(scale * figure.typical),
        f"{name}_low": form.format(scale * figure.low),
        f"{name}_high": form.format(scale * figure.high),
    }


def figures(export: Export) -> dict[str, str]:
    """Every figure of the two templates, written out."""
    known = as_known_on(export.deals, LAST_DAY)
    months = months_table(known, LAST_DAY)
    products = product_table(known, export.prices)
    agents = agent_table(known)
    prompt = prompt_answer_days(known)
    values = won_values(known)
    closed, opened = (per_month(known, LAST_DAY, what) for what in ("closed", "opened"))
    first_of_quarters = whole_quarters(known)["closed"].min().to_period("M").start_time
    team_hours = team_hours_per_month(len(agents), first_of_quarters, LAST_DAY)
    hours = Between(*(team_hours / each for each in (closed.typical, closed.high, closed.low)))
    counts = dict.fromkeys(("opened", "open at end", "awake", "closed", "won"), "{:,.0f}")
    # The dearest product is rare and five times the next: the table jumps where its share begins.
    rare = products["share of wins"].min()
    value_steps = np.concatenate(
        [np.arange(0, 1, 0.02), [0.99, 1 - rare, 1 - rare + 1 / len(values), 1]]
    )
    chances = {by: chance_of_differences(known, by) for by in ("agent", "account", "product")}
    return {
        "day": f"{LAST_DAY:%d %B %Y}",
        "earlier_day": f"{EARLIER_DAY:%d %B}",
        "first_month": f"{LAST_DAY + pd.Timedelta(days=1):%Y-%m}",
        "notes": "\n".join(f"- {note}" for note in export.notes),
        "months": table_text(months, counts | {"win share": "{:.0%}", "revenue": "{:,.0f}"}),
        "oldest": str(oldest_answer_days(known)),
        "open_now": f"{months['open at end'].iloc[-1]:,.0f}",
        "awake": f"{months['awake'].iloc[-1]:,.0f}",
        "awake_first": f"{months['awake'].iloc[0]:,.0f}",
        "trial": table_text(
            trial_on_third_quarter(export, months), {"closed": "{:,.0f}", "won": "{:,.0f}"}
        ),
        "people": str(len(agents)),
        "managers": str(export.managers),
        "accounts": str(export.accounts),
        "team_hours": f"{team_hours:,.0f}",
        "prompt": f"{len(prompt):,}",
        "prompt_median": f"{prompt.median():.0f}",
        "pile_days": f"{months['awake'].iloc[-1] / closed.typical * 365.25 / 12:.0f}",
        "products": table_text(
            products,
            {
                "share of wins": "{:.1%}",
                "list price": "{:,.0f}",
                "paid, mean": "{:.3f}",
                "paid, deviation": "{:.3f}",
            },
        ),
        "fewest": f"{agents['closed'].min():.0f}",
        "most": f"{agents['closed'].max():.0f}",
        "worst": f"{100 * agents['win_share'].min():.0f}",
        "best": f"{100 * agents['win_share'].max():.0f}",
        "day_quantiles": quantile_map(prompt, np.linspace(0, 1, 21), "{:.0f}"),
        "value_quantiles": quantile_map(values, value_steps, "${:.0f}"),
        **{f"chance_{by}": f"{chance:.2f}" for by, chance in chances.items()},
        **between_text("hours", hours, "{:.2f}"),
        **between_text("share", win_share(known), "{:.1f}", scale=100),
        **between_text("closed", closed, "{:.0f}"),
        **between_text("opened", opened, "{:.0f}"),
        **between_text("each", opened, "{:.1f}", scale=1 / export.accounts),
    }


def main(arguments: list[str]) -> int:
    """Derives, prints and writes; returns the exit code."""
    try:
        export = read_export(Path(arguments[0]) if arguments else DEFAULT_FOLDER)
    except ExportMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    known = as_known_on(export.deals, LAST_DAY)
    texts = figures(export)
    for template, target in (
        (HERE / "derivation.template.md", HERE / "derivation.md"),
        (HERE / "scenario.template.yaml", SCENARIO),
    ):
        target.write_text(Template(template.read_text()).substitute(texts))
    TABLES.mkdir(exist_ok=True)
    account_rows(export).to_csv(TABLES / "accounts.csv", index=False)
    pipeline_rows(known, export, LAST_DAY).to_csv(TABLES / "pipeline.csv", index=False)
    print((HERE / "derivation.md").read_text())
    print(f"Wrote {SCENARIO.relative_to(TREE)} and its tables.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
