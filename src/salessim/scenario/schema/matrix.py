"""The segmentation matrix: accounts by how attractive they are and by what we have to win them."""

from typing import Annotated

from salessim.scenario.amounts import Amount
from salessim.scenario.kinds import Name
from salessim.scenario.schema.section import Section, needed, said
from salessim.units import Quantity

type _Number = Annotated[Quantity, Amount("number", 0, 1e12, exact=True)]
type _Share = Annotated[Quantity, Amount("share", 0, 1, exact=True)]
type Weights = dict[Annotated[str, Name()], _Number]
type Scores = dict[Annotated[str, Name()], _Number]
type LeastScores = dict[Annotated[str, Name()], _Share]

IS_CUSTOMER = "customer"
"""The column that says whether an account is a customer already: 1, or 0 for a prospect."""


class Matrix(Section):
    """Scored accounts, and how scores make segments; prospects and customers are counted here."""

    accounts: dict[Annotated[str, Name()], Scores] = needed(
        "Accounts with their scores, usually a CSV: name, a column a criterion, and customer (1 "
        "for who buys already)."
    )
    attractiveness: Weights = needed("Weight of each criterion by which an account attracts us.")
    assets: Weights = needed("Weight of each criterion of what we have to win it.")
    best_score: Annotated[Quantity, Amount("number", 1e-6, 1e12, exact=True)] = said(
        5, "Score that is the best possible.", title="best score"
    )
    assets_weigh: Annotated[Quantity, Amount("share", 0, 1, exact=True)] = said(
        "50 %", "Weight of our assets in an account's place; attractiveness has the rest."
    )
    least: LeastScores = said(
        {},
        "Least place, from 0 % to 100 %, of a segment's accounts; the last segment takes the rest.",
        otherwise="equal steps: with three segments 67 % and 33 %",
        title="least place of a segment",
    )
