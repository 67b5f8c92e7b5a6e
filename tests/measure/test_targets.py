import made_tables
import pytest

from salessim.measure.lines import MonthLines
from salessim.measure.targets import outcome
from salessim.model.book import TargetFact

BATCH = made_tables.batch(50)
LINES = MonthLines.of(BATCH, made_tables.BOOK)
MONTHS = made_tables.MONTHS


def test_revenue_target_counts_its_own_months() -> None:
    target = TargetFact("revenue", 200_000.0, 2, 3, "2027-04", 50_000.0, 0.6)
    found = outcome(target, LINES, MONTHS)
    revenue = BATCH.months["revenue"][:, 2:].sum(axis=(1, 2, 3))
    assert found.probability == (revenue >= 200_000).mean()
    assert found.mean == pytest.approx(revenue.mean())
    assert (found.since, found.per_month) == ("2027-03", 100_000)
    assert found.wanted_from_active == 120_000
    loyalty = BATCH.months["revenue"][:, 2:, :, 1].sum(axis=(1, 2)).mean()
    assert found.obtained_from_active == pytest.approx(loyalty)
    assert 0 <= found.ci95[0] < found.probability < found.ci95[1] <= 1


def test_arr_target_is_a_state_at_a_month_end() -> None:
    found = outcome(TargetFact("arr", 900_000.0, 0, 1, "2027-02", None, None), LINES, MONTHS)
    assert found.mean == pytest.approx(BATCH.ledger["recurring_per_year"][:, 1].mean())
    assert found.since is None
    assert found.obtained_from_active is None


def test_bookings_target() -> None:
    found = outcome(TargetFact("bookings", 1.0, 0, 3, "2027-04", None, None), LINES, MONTHS)
    assert found.probability == 1
    assert found.mean == pytest.approx(BATCH.months["bookings"].sum(axis=(1, 2, 3)).mean())
