"""Holds the simulated fourth quarter of 2017 against the recorded one and the quarter before.

    python experiments/hardware_seller/evaluate.py [FOLDER OF THE EXPORT]

Simulates `scenarios/hardware_seller.yaml`, writes the table of the README and its picture.
"""

import sys
from pathlib import Path

import matplotlib
import pandas as pd
from derive import HERE, SCENARIO, table_text
from export import DEFAULT_FOLDER, ExportMissing, read_export

from salessim import Scenario, simulate

QUARTER = ("2017-10", "2017-11", "2017-12")
QUARTER_BEFORE = ("2017-07", "2017-08", "2017-09")
REPLICATIONS = 400
SEED = 1
BEGIN, END = "<!-- table: written by evaluate.py -->", "<!-- end of table -->"


def recorded(deals: pd.DataFrame, months: tuple[str, ...]) -> pd.DataFrame:
    """Won deals and revenue of some months by the month of the close."""
    won = deals[deals["won"].fillna(False).astype(bool)]
    by_month = won.groupby(won["closed"].dt.to_period("M").astype(str))["value"]
    return by_month.agg(won="size", revenue="sum").loc[list(months)].reset_index(drop=True)


def simulated() -> pd.DataFrame:
    """Won deals and revenue of each replication (rows) by month of the quarter and in all."""
    result = simulate(Scenario.load(SCENARIO), replications=REPLICATIONS, seed=SEED)
    sums = result.months.groupby(["replication", "month"])[["won", "revenue"]].sum().unstack()
    for measure in ("won", "revenue"):
        sums[measure, "quarter"] = sums[measure].sum(axis=1)
    return sums


def comparison(futures: pd.DataFrame, record: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """One row a month and measure, then the quarter: simulated, recorded, the quarter before."""
    rows = {}
    for measure, label in (("won", "won"), ("revenue", "revenue, 1,000 USD")):
        unit = 1_000 if measure == "revenue" else 1
        totals = [
            pd.concat([table[measure], pd.Series([table[measure].sum()])]) / unit
            for table in (record, before)
        ]
        for place, month in enumerate((*QUARTER, "quarter")):
            draws = futures[measure, month] / unit
            rows[f"{label}, {month}"] = {
                "simulated": draws.mean(),
                "p10": draws.quantile(0.1),
                "p90": draws.quantile(0.9),
                "recorded": totals[0].iloc[place],
                "quarter before": totals[1].iloc[place],
            }
    table = pd.DataFrame.from_dict(rows, orient="index")
    for name in ("simulated", "quarter before"):
        table[f"{name}, error"] = table[name] / table["recorded"] - 1
    return table


def draw(table: pd.DataFrame, target: Path) -> None:
    """Revenue by month: simulated with its 8-in-10 band, recorded, and the quarter before."""
    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "hardware seller"
    from matplotlib import pyplot as plt

    months = table.loc[[f"revenue, 1,000 USD, {month}" for month in QUARTER]]
    figure, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    axes.fill_between(QUARTER, months["p10"], months["p90"], alpha=0.2, label="8 in 10 futures")
    axes.plot(QUARTER, months["simulated"], marker="o", label="simulated, mean")
    axes.plot(QUARTER, months["recorded"], marker="s", color="black", label="recorded")
    axes.plot(QUARTER, months["quarter before"], marker="^", linestyle=":", label="quarter before")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("revenue, 1,000 USD")
    axes.set_title("Simulated with what was known on 30 September 2017")
    axes.legend(frameon=False)
    figure.savefig(target, metadata={"Date": None})


def main(arguments: list[str]) -> int:
    """Simulates, compares and writes; returns the exit code."""
    try:
        export = read_export(Path(arguments[0]) if arguments else DEFAULT_FOLDER)
    except ExportMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    table = comparison(
        simulated(), recorded(export.deals, QUARTER), recorded(export.deals, QUARTER_BEFORE)
    )
    numbers = ("simulated", "p10", "p90", "recorded", "quarter before")
    errors = {f"{name}, error": "{:+.0%}" for name in ("simulated", "quarter before")}
    text = table_text(table, dict.fromkeys(numbers, "{:,.0f}") | errors)
    print(text)
    draw(table, HERE / "quarter.svg")
    readme = HERE / "README.md"
    head, rest = readme.read_text().split(BEGIN)
    readme.write_text("\n".join((head + BEGIN, text, END + rest.split(END)[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
