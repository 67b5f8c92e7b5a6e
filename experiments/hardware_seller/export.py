"""Reads the CRM export, cleans it, and shows it as it stood on a past day."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

TREE = Path(__file__).resolve().parents[2]
DEFAULT_FOLDER = TREE.parent / "shared" / "data" / "maven_crm"
FILES = ("sales_pipeline.csv", "products.csv", "accounts.csv", "sales_teams.csv")


class ExportMissing(Exception):
    """The export is not where it was looked for; the message says what to do."""


@dataclass(frozen=True)
class Export:
    """The four tables of the export, after cleaning.

    Attributes:
        deals: one row a deal: agent, product, account, won (True, False, or missing while open),
            opened, closed, value (dollars, missing while open).
        prices: list price in dollars by product.
        accounts: number of accounts.
        managers: number of managers whose agents have deals.
        notes: what the cleaning found, one sentence each.
    """

    deals: pd.DataFrame
    prices: pd.Series
    accounts: int
    managers: int
    notes: tuple[str, ...]


def read_export(folder: Path) -> Export:
    """Reads and cleans the export in a folder.

    Raises:
        ExportMissing: one of the four files is not there.
    """
    absent = [name for name in FILES if not (folder / name).is_file()]
    if absent:
        raise ExportMissing(
            f"No {absent[0]} in {folder}. Download 'CRM Sales Opportunities' from the data "
            "playground of Maven Analytics, then type: "
            "python experiments/hardware_seller/derive.py FOLDER"
        )
    pipeline, products, accounts, teams = (pd.read_csv(folder / name) for name in FILES)
    notes = []

    # A product may be written with and without its blank ("GTXPro"): compare without blanks.
    by_letters = {name.replace(" ", ""): name for name in products["product"]}
    listed = pipeline["product"].str.replace(" ", "").map(by_letters)
    respelled = (listed != pipeline["product"]).sum()
    notes.append(
        f"{respelled:,} deals write a product's name without its blank, unlike the price list; "
        "taken as equal."
    )

    undated = pipeline["engage_date"].isna()
    notes.append(
        f"{undated.sum():,} deals in the stage Prospecting carry no date: nobody can say whether "
        "they existed on a past day; left out."
    )
    still_open = ~pipeline["deal_stage"].isin(["Won", "Lost"])
    nameless = pipeline["account"].isna() & still_open
    notes.append(
        f"{nameless.sum():,} of {still_open.sum():,} open deals name no account, and no closed "
        "deal lacks one: it is filled in at the close. Accounts of open deals are not used."
    )
    silent = sorted(set(teams["sales_agent"]) - set(pipeline["sales_agent"]))
    notes.append(f"{len(silent)} of {len(teams)} agents have no deal at all; left out.")

    deals = pd.DataFrame(
        {
            "agent": pipeline["sales_agent"],
            "product": listed,
            "account": pipeline["account"],
            "won": pipeline["deal_stage"].map({"Won": True, "Lost": False}).astype("boolean"),
            "opened": pd.to_datetime(pipeline["engage_date"]),
            "closed": pd.to_datetime(pipeline["close_date"]),
            "value": pipeline["close_value"],
        }
    )[~undated]
    active = teams[teams["sales_agent"].isin(deals["agent"])]
    return Export(
        deals=deals,
        prices=products.set_index("product")["sales_price"],
        accounts=len(accounts),
        managers=active["manager"].nunique(),
        notes=tuple(notes),
    )


def as_known_on(deals: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """The deals as the CRM showed them on the evening of a past day.

    Deals opened later are unknown. Deals closed later are open: their result, value and account,
    which is filled in at the close, are blank.
    """
    known = deals[deals["opened"] <= day].copy()
    later = ~(known["closed"] <= day)
    known.loc[later, ["won", "closed", "value", "account"]] = None
    return known
