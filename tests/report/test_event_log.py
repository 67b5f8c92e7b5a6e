from datetime import date

import made_results

from salessim.engine.simpy_engine import traced
from salessim.report.event_log import diary

UNTIL = date(2027, 1, 20)


def told(rep: str | None = None, until: date = UNTIL) -> list[str]:
    book, rows, _ = traced(made_results.scenario("startup"), seed=1)
    return list(diary(rows, book, rep=rep, until=until))


def test_days_follow_each_other_and_end_where_asked() -> None:
    lines = told()
    days = [line for line in lines if not line.startswith(" ")]
    assert days[0] == "Fri 1 Jan 2027"
    assert len(days) == len(set(days))
    assert days[-1].endswith("20 Jan 2027")
    assert told() == lines


def test_times_of_a_day_are_in_order() -> None:
    before = ""
    for line in told():
        if line.startswith(" "):
            assert line[2:7] >= before
            before = line[2:7]
        else:
            before = ""


def test_one_rep_only() -> None:
    lines = told("founder 2")
    assert lines
    assert all(line[9:].startswith("founder 2") for line in lines if line.startswith(" "))
    everybody = told()
    assert {line for line in lines if line.startswith(" ")} <= set(everybody)
