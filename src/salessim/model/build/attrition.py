"""The facts of who leaves, what is lost with them, and who comes next."""

from salessim.model.build.fact_ledger import FactLedger
from salessim.model.build.laws_of_cases import LawBook
from salessim.model.codes import NOBODY
from salessim.scenario.sales_plan import Person, SalesPlan
from salessim.units import SECONDS_PER_DAY

PLACE = (0,)


def write_attrition(
    plan: SalesPlan, today: tuple[Person, ...], ledger: FactLedger, laws: LawBook
) -> None:
    """Write the company's facts of attrition; `today` are the people of the first day."""
    row = ledger.table("company")[0]
    row.motivation_today = sum(person.motivation for person in today) / len(today)
    row.hire_law = row.hire_slip_law = NOBODY
    leaving = plan.attrition
    if leaving is None:
        return
    row.new_for = leaving.new_for.typical * SECONDS_PER_DAY
    row.notice = int(leaving.notice.typical + 0.5) * SECONDS_PER_DAY
    figures = {
        "newcomers": (leaving.newcomers, "newcomers"),
        "leaving_effect": (leaving.motivation_effect, "motivation_effect"),
        "odds_lost": (leaving.odds_lost, "odds_lost"),
        "deals_lost": (leaving.deals_lost, "deals_lost"),
        "handed_credit": (leaving.credit, "credit"),
    }
    for name, (quantity, key) in figures.items():
        share = name in ("deals_lost", "handed_credit")
        ledger.put("company", PLACE, name, quantity, f"attrition.{key}", share=share)
    if leaving.time_to_hire is not None:
        row.hire_law = laws.row(leaving.time_to_hire, "attrition.time_to_hire")
        if leaving.slips is not None:
            row.hire_slip_law = laws.row(leaving.slips, "attrition.slips")
