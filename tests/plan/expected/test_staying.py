"""Posts under attrition, against the closed forms of renewal theory."""

import numpy as np
import pytest

from salessim.plan.expected.staying import WEEK, KindOfStay, filled, still_there, survival
from salessim.units import SECONDS_PER_YEAR

YEARS_PER_WEEK = WEEK / SECONDS_PER_YEAR


def test_nobody_follows() -> None:
    """Of a hazard of 1.2 a year exp(-1.2 t) are left, of newcomers less in their first year."""
    stay = survival([KindOfStay(1.0, 1.2, 1.0, 0.0)], 0.0, 104)
    there, come = filled(stay, stay, None)
    t = np.arange(105) * YEARS_PER_WEEK
    assert there == pytest.approx(np.exp(-1.2 * t))
    assert (come == 0.0).all()
    new = survival([KindOfStay(1.0, 1.2, 2.0, 0.5)], 0.0, 104)
    assert new == pytest.approx(np.exp(-1.2 * (t + np.minimum(t, 0.5))))


def test_who_has_been_here_for_a_time_is_less_new() -> None:
    kinds = [KindOfStay(1.0, 0.6, 3.0, 1.0)]
    whole, half = survival(kinds, 0.0, 104), survival(kinds, 26 * YEARS_PER_WEEK, 78)
    assert half == pytest.approx(whole[26:] / whole[26])


def test_in_the_long_run_a_post_is_filled_for_the_mean_stay_of_each_cycle() -> None:
    """Mean stay over mean stay and vacancy; weeks as whole ones change that by less than 1 %."""
    hazard, vacant = 2.0, 6
    stay = survival([KindOfStay(1.0, hazard, 1.0, 0.0)], 0.0, 520)
    there, _ = filled(stay, stay, vacant)
    mean_stay = 1.0 / hazard / YEARS_PER_WEEK
    assert there[-1] == pytest.approx(mean_stay / (mean_stay + vacant), rel=0.01)
    assert there[0] == 1.0 and (there <= 1.0).all()


def test_kinds_are_a_mixture_and_who_follows_works_by_the_ramp() -> None:
    kinds = [KindOfStay(0.2, 0.25, 1.0, 0.0), KindOfStay(0.8, 2.0, 1.0, 0.0)]
    t = np.arange(53) * YEARS_PER_WEEK
    stay = survival(kinds, 0.0, 52)
    assert stay == pytest.approx(0.2 * np.exp(-0.25 * t) + 0.8 * np.exp(-2.0 * t))
    there, come = filled(stay, stay, 4)
    nobody_works = still_there(stay, come, np.zeros(53))
    assert nobody_works == pytest.approx(stay)
    assert still_there(stay, come, stay) == pytest.approx(there)
