import made_tables
import pytest

from salessim.measure.runs import MonthlySeries
from salessim.measure.targets import target_outcome
from salessim.model.state.outputs import DatedTarget

BATCH = made_tables.batch(50)
LINES = MonthlySeries.of(BATCH, made_tables.BOOK)


def test_revenue_target_counts_its_own_months() -> None:
    target = DatedTarget("revenue", 200_000.0, 2, 3, "2027-04", 50_000.0, 0.6)
    found = target_outcome(target, LINES, made_tables.BOOK)
    revenue = BATCH.months["revenue"][:, 2:].sum(axis=(1, 2, 3))
    assert found.probability == (revenue >= 200_000).mean()
    assert found.mean == pytest.approx(revenue.mean())
    assert (found.since, found.per_month) == ("2027-03", 100_000)
    assert found.wanted_from_active == 120_000
    loyalty = BATCH.months["revenue"][:, 2:, :, 1].sum(axis=(1, 2)).mean()
    assert found.obtained_from_active == pytest.approx(loyalty)
    assert 0 <= found.ci95[0] < found.probability < found.ci95[1] <= 1


def test_arr_target_is_a_state_at_a_month_end() -> None:
    found = target_outcome(
        DatedTarget("arr", 900_000.0, 0, 1, "2027-02", None, None), LINES, made_tables.BOOK
    )
    assert found.mean == pytest.approx(BATCH.ledger["recurring_per_year"][:, 1].mean())
    assert found.since is None
    assert found.obtained_from_active is None


def test_bookings_target() -> None:
    found = target_outcome(
        DatedTarget("bookings", 1.0, 0, 3, "2027-04", None, None), LINES, made_tables.BOOK
    )
    assert found.probability == 1
    assert found.mean == pytest.approx(BATCH.months["bookings"].sum(axis=(1, 2, 3)).mean())


def test_the_parts_of_a_target_have_chances_of_their_own() -> None:
    target = DatedTarget("revenue", 200_000.0, 2, 3, "2027-04", 10_000.0, 0.6)
    parts = {part.part: part for part in target_outcome(target, LINES, made_tables.BOOK).parts}
    revenue = BATCH.months["revenue"][:, 2:].sum(axis=(1, 2))
    assert parts["active"].value == pytest.approx(120_000)
    assert parts["active"].probability == (revenue[:, 1] >= 120_000).mean()
    assert parts["new"].value == pytest.approx(80_000)
    assert parts["new"].probability == (revenue[:, 0] >= 80_000).mean()
    last_year = 1_200_000 * 2 / 12
    assert parts["increment"].probability == (revenue.sum(axis=1) - last_year >= 10_000).mean()
    assert parts["increment"].mean == pytest.approx(revenue.sum(axis=1).mean() - last_year)
    assert parts["active"].mean + parts["new"].mean == pytest.approx(revenue.sum(axis=1).mean())


def test_an_increment_without_last_year_is_the_targets_own() -> None:
    book = made_tables.book_with(revenue_last_year=None)
    target = DatedTarget("revenue", 200_000.0, 2, 3, "2027-04", 50_000.0, None)
    found = target_outcome(target, LINES, book)
    assert [part.probability for part in found.parts] == [found.probability]
