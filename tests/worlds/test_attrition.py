"""People and steering: a lever that is off is absent, and each mechanism does what it says."""

import numpy as np
import pytest

from salessim import Scenario, compare
from salessim.engine.run import batches
from salessim.measure.batch import Batch
from salessim.model.assembly import build
from salessim.model.rules.people import goal_shift, stake
from salessim.model.state.codes import (
    BY_DROUGHT,
    BY_FEEDBACK,
    BY_GOAL,
    BY_INTERVIEW,
    BY_LOSS,
    BY_OVERLOAD,
    BY_PAY,
    BY_QUOTA,
    BY_RETURN,
    BY_WIN,
    LOG_HANDED_OVER,
    LOG_LEFT,
    LOST,
    MOVER_NAMES,
)
from salessim.plan.expected.derivation import coefficients_of

TEAM = """
name: small
horizon: {from: 2027-01, months: 8}
segments: {gold: {prospects: 600, deal: 9k, orders: 300 a month, churn: 20 % a year}}
channels: {web: {leads: 30 a month}}
team:
  seller:
    people: 4
    base: 40k a year
    on_target: 60k a year
    quota: 150k a year
    hires: {late: 2027-03}
managers: {boss: {hours: 20 a week}}
today: {customers: {gold: 40}}
"""
TABLES = ("months", "ledger", "reps", "funnel", "moved", "grid")


def run(scenario: Scenario, replications: int = 3, **options: bool) -> Batch:
    made = next(batches(build(scenario), replications=replications, seed=11, **options))
    return made._replace(**{name: getattr(made, name).copy() for name in TABLES})


def same(one: Batch, other: Batch) -> bool:
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in TABLES)


@pytest.fixture(scope="module")
def team() -> Scenario:
    return Scenario.parse(TEAM)


@pytest.fixture(scope="module")
def plain(team: Scenario) -> Batch:
    return run(team)


@pytest.mark.parametrize(
    "off",
    [
        {"attrition": {"rate": "0 % a year"}},
        {"attrition": {"rate": "50 % a year"}, "team.seller.leaves": "0 % a year"},
        {"styles": "none"},
        {"managers.boss.style": "none"},
        {"managers.boss.meetings": "0 a month"},
        {"learning.forgets": "0 % a month"},
        {"motivation.moves.drought": 0, "motivation.drought_after": "1 days"},
        {"motivation.moves.feedback": 0},
        {"motivation.moves.pay": 0},
        {"team.seller.shared_credit": "0 %"},
        {"team.seller.skills": {}},
    ],
    ids=lambda off: ", ".join(off),
)
def test_off_is_absent(team: Scenario, plain: Batch, off: dict[str, object]) -> None:
    assert same(run(team.vary(off)), plain)


def test_a_goal_without_pull_is_no_goal(team: Scenario) -> None:
    pale = team.vary({"motivation.goal.pull": 0, "motivation.goal.giving_up": 0})
    assert same(run(pale), run(team.vary({"motivation.goal": "none"})))


MOVES = {
    "win": BY_WIN, "loss": BY_LOSS, "drought": BY_DROUGHT, "quota": BY_QUOTA,
    "interview": BY_INTERVIEW, "feedback": BY_FEEDBACK, "pay": BY_PAY, "overload": BY_OVERLOAD,
}  # fmt: skip


@pytest.mark.parametrize(("name", "code"), MOVES.items())
def test_each_mover_has_its_switch(team: Scenario, name: str, code: int) -> None:
    on = {"motivation.drought_after": "10 days", "channels.web.leads": "400 a month"}
    on |= {f"motivation.moves.{mover}": 0 for mover in MOVES if mover != name}
    only = run(team.vary(on | {f"motivation.moves.{name}": -0.05}))
    off = run(team.vary(on | {f"motivation.moves.{name}": 0}))
    assert (only.moved[:, :, code] != 0).any(), MOVER_NAMES[code]
    assert (off.moved[:, :, [*MOVES.values()]] == 0).all()


def test_what_moved_motivation_adds_up(team: Scenario, plain: Batch) -> None:
    """All moves and the return to the personal level make the change since the start."""
    everybody = team.vary({"team.seller.hires": None})
    batch = run(everybody)
    moved = batch.moved[:, :, : BY_RETURN + 1].sum(axis=(1, 2))
    start = build(everybody).world.people["level"].sum()
    # What interviews of the next month move stands in its row: after the last month there is none.
    assert moved == pytest.approx(batch.reps["motivation"][:, :, -1].sum(axis=1) - start)
    assert (plain.moved[:, :, BY_GOAL] != 0).any()


def test_the_goal_pulls_near_and_is_given_up_far_away() -> None:
    shift = [goal_shift(sold, 0.6, 0.25, 0.1, 0.4, 0.2) for sold in (0.0, 0.3, 0.8, 0.99, 1.0)]
    assert shift[0] == pytest.approx(-0.2)
    assert shift[1] == 0.0
    assert 0 < shift[2] < shift[3] < 0.1
    assert shift[4] == 0.0
    assert goal_shift(0.0, 0.4, 0.25, 0.1, 0.4, 0.2) == 0.0, "too early to give up"
    assert stake(50.0, 50.0) == 0.0 and stake(50.0, 100.0) == 1.0


STEERING = "levers/steering.yaml"
NO_TEACHING = {"learning.per_coached_hour": 0}
NO_MOOD = {"motivation": "none"}


@pytest.mark.parametrize(
    ("variant", "taken_out", "sign"),
    [
        ("no interviews", NO_TEACHING | NO_MOOD, -1),
        ("talk of the past", NO_TEACHING | NO_MOOD, -1),
        ("a third of the time", NO_TEACHING | NO_MOOD, -1),
        ("coach at signing", NO_TEACHING, -1),
        ("no preparation", NO_TEACHING, -1),
        ("no onboarding", {"team.closer.unaccompanied": "0 %"}, -1),
        ("nobody for newcomers", {"team.closer.unaccompanied": "0 %"} | NO_TEACHING, -1),
    ],
)
def test_steering(scenarios, variant: str, taken_out: dict[str, object], sign: int) -> None:
    """Revenue moves as the field says; without the mechanism it does not move so.

    40 paired futures; the interval of the difference is of 95 %, so that chance alone shows a sign
    in one of 40 cases.
    """
    shipped = Scenario.load(scenarios / STEERING)
    changes = shipped.variants[variant]
    found = compare(shipped, variant, replications=40).findings.variants[0]
    low, high = found.differences["revenue"].ci95
    assert sign * low > 0 and sign * high > 0, (low, high)
    without = shipped.vary(taken_out)
    left = compare(without, {variant: changes}, replications=40).findings.variants[0]
    mean = left.differences["revenue"].mean
    assert sign * mean < 0.5 * sign * found.differences["revenue"].mean


STYLES = [
    ("participative for veterans", "delegative for veterans"),
    ("delegative for beginners", "participative for beginners"),
]


@pytest.mark.parametrize(("variant", "worse"), STYLES)
def test_a_style_that_does_not_suit_leaves_all_as_it_is(
    scenarios, variant: str, worse: str
) -> None:
    """To the bit; and so does any style without the mechanism."""
    shipped = Scenario.load(scenarios / "levers" / "people.yaml").vary({"attrition": None})
    styles = {name: shipped.variants[name] for name in (variant, worse)}
    good, bad = compare(shipped, styles, replications=8).findings.variants
    assert bad.differences["revenue"].unchanged and not good.differences["revenue"].unchanged
    without = shipped.vary({"styles": "none"})
    (none,) = compare(without, {variant: styles[variant]}, replications=2).findings.variants
    assert none.differences["revenue"].unchanged


@pytest.mark.full
@pytest.mark.parametrize(("variant", "worse"), STYLES)
def test_a_style_that_suits_raises_revenue(scenarios, variant: str, worse: str) -> None:
    shipped = Scenario.load(scenarios / "levers" / "people.yaml")
    calm = shipped.vary({"attrition": None})
    styles = {variant: shipped.variants[variant]}
    (good,) = compare(calm, styles, replications=400).findings.variants
    assert good.differences["revenue"].ci95[0] > 0
    assert good.differences["selling_time"].ci95[0] > 0


def test_styles_of_ones_own(tmp_path) -> None:
    (tmp_path / "styles.csv").write_text(
        "style,competence,motivation,lift\ndirective,low,high,0.2\n", encoding="utf-8"
    )
    (tmp_path / "team.yaml").write_text(TEAM + "styles: {table: styles.csv}\n", encoding="utf-8")
    scenario = Scenario.load(tmp_path / "team.yaml")
    plain, directive = run(scenario), run(scenario.vary({"managers.boss.style": "directive"}))
    assert same(plain, run(scenario.vary({"managers.boss.style": "delegative"})))
    assert (directive.reps["motivation"][:, :4] > plain.reps["motivation"][:, :4]).all()


ATTRITION = {"attrition": {"rate": "30 % a month", "notice": "7 days", "time_to_hire": "20 days"}}


def test_a_leaver_is_paid_to_the_last_day_and_loses_open_deals(team: Scenario) -> None:
    scenario = team.vary(ATTRITION | {"team.seller.severance": 2, "team.seller.hiring_cost": "3k"})
    batch = run(scenario, log=True, deals=True)
    assert (batch.reps["left"].sum(axis=(1, 2)) > 0).all()
    for replication, log in enumerate(batch.log or []):
        left = (log["what"] == LOG_LEFT).sum()
        assert (log["what"] == LOG_HANDED_OVER).sum() > 0
        by_rep = batch.reps[replication]["base"].sum()
        # Days employed are a month's paid share: base pay less severance is pro rata.
        severance = left * 2 * 40_000 / 12
        years = (by_rep - severance) / 40_000
        head = batch.ledger["headcount"][replication]
        assert abs(years - head.sum() / 12) < 0.5
    cold = sum((deals["loss"] == 7).sum() for deals in batch.deals or [])
    assert cold > 0
    all_cold = run(scenario.vary({"attrition.deals_lost": "100 %"}), log=True, deals=True)
    assert not any((log["what"] == LOG_HANDED_OVER).any() for log in all_cold.log or [])
    assert sum((d["state"] == LOST).sum() for d in all_cold.deals or []) > cold


@pytest.mark.parametrize(
    ("change", "lower"),
    [
        ({"attrition.odds_lost": 3}, "contracts_won"),
        ({"attrition.deals_lost": "90 %"}, "contracts_won"),
        ({"attrition.credit": "0 %"}, "payroll"),
        ({"attrition.time_to_hire": "none"}, "revenue"),
        ({"attrition.time_to_hire": "200 days"}, "revenue"),
        ({"attrition.slips": "180..200 days"}, "revenue"),
        ({"attrition.newcomers": 0}, "reps_left"),
        ({"loyalty.hand_over": "90 %"}, "revenue"),
    ],
    ids=lambda case: case if isinstance(case, str) else "".join(case),
)
def test_what_leavers_cost(team: Scenario, change: dict[str, object], lower: str) -> None:
    scenario = team.vary(ATTRITION)
    found = compare(scenario, {"changed": change}, replications=80).findings.variants[0]
    assert found.differences[lower].ci95[1] < 0


def test_low_motivation_makes_people_leave(team: Scenario) -> None:
    leaving = {"attrition": {"rate": "10 % a month", "motivation_effect": 4}}
    sad = {"motivation.moves.interview": -0.3}
    more = compare(team.vary(leaving), {"sad": sad}, replications=60).findings.variants[0]
    assert more.differences["reps_left"].ci95[0] > 0
    blind = team.vary(leaving | {"attrition.motivation_effect": 0})
    none = compare(blind, {"sad": sad}, replications=5).findings.variants[0]
    assert none.differences["reps_left"].unchanged


def test_team_meetings_take_hours_and_keep_to_the_plan(team: Scenario) -> None:
    two = {"segments.bronze": {"prospects": 600, "deal": "100"}, "time.adherence": "0 %"}
    base = team.vary(two | {"managers.boss.hours": "80 a week"})
    met = base.vary({"managers.boss.meetings": "4 a month", "managers.boss.meeting_effect": "25 %"})
    before, after = run(base), run(met)
    assert (after.reps["meeting_seconds"].sum() > before.reps["meeting_seconds"].sum()).all()
    worked = [b.months["work_seconds"].sum(axis=(0, 1)) for b in (before, after)]
    assert worked[1][0].sum() / worked[1].sum() > worked[0][0].sum() / worked[0].sum()


def test_who_leads_beside_selling_sells_less(team: Scenario) -> None:
    sells = team.vary({"managers.boss.sells_as": "seller 1"})
    before, after = run(team), run(sells)
    lead = after.reps["meeting_seconds"][:, 0].sum(axis=1)
    assert (lead > 2 * before.reps["meeting_seconds"][:, 0].sum(axis=1)).all()
    assert (
        after.reps["conquest_seconds"][:, 0] <= before.reps["conquest_seconds"][:, 0]
    ).mean() > 0.7


def salaries(scenario: Scenario) -> float:
    """Managers' pay of a year, charges included, while all posts are filled."""
    calm = scenario.vary({"attrition": None, "horizon": {"from": "2027-01", "months": 12}})
    return float(run(calm, 1).ledger["managers"].sum())


def test_who_leads_beside_selling_has_one_salary(team: Scenario) -> None:
    """A seller's base is 36k: leading adds nothing, or what a typed base has more."""
    boss = {"charges": "25 %", "sells_as": "seller 1"}
    base = team.plan.team["seller"].base.per_year.typical
    assert salaries(team.vary({"managers": {"boss": boss}})) == 0.0
    more = boss | {"base": f"{base + 10_000:.0f} a year"}
    assert salaries(team.vary({"managers": {"boss": more}})) == pytest.approx(12_500)
    less = boss | {"base": f"{base - 10_000:.0f} a year"}
    assert salaries(team.vary({"managers": {"boss": less}})) == 0.0


def test_of_two_managers_one_may_sell(team: Scenario) -> None:
    """The other is paid as a manager: 80k and 25 % charges; a plan reckons with the same."""
    boss = {"people": 2, "sells_as": "seller 1", "base": "80k a year", "charges": "25 %"}
    base = team.plan.team["seller"].base.per_year.typical
    scenario = team.vary({"managers": {"boss": boss}})
    right = 1.25 * (80_000 + 80_000 - base)
    assert salaries(scenario) == pytest.approx(right)
    year = scenario.vary({"horizon": {"from": "2027-01", "months": 12}})
    assert coefficients_of(year, 0).pay.managers.sum() == pytest.approx(right)


def test_indicators_lead_coaching_to_who_lacks_most(team: Scenario) -> None:
    uneven = team.vary({"team.ace": {"people": 4, "skills": {"discovery": 0.9}}})
    blind, seeing = (
        run(uneven.vary({"managers.boss.indicators": share})).grid[:, :, 1].mean(axis=0)
        for share in ("0 %", "100 %")
    )
    assert seeing[:4].mean() > blind[:4].mean()
    assert seeing[-4:].mean() < blind[-4:].mean()


def test_profiles_are_levels(team: Scenario) -> None:
    hunter = build(team.vary({"team.seller.skills": "hunter"})).world.skills[0]
    typed = {"prospecting": "good", "account_care": "weak"}
    assert (hunter == build(team.vary({"team.seller.skills": typed})).world.skills[0]).all()
    own = build(team.vary({"team.seller.skills": {"profile": "hunter", "prospecting": 0.9}}))
    assert own.world.skills[0][0] == 0.9


def test_forgetting_takes_back_what_was_learned(team: Scenario, plain: Batch) -> None:
    forgetful = run(team.vary({"learning.forgets": "50 % a month"}))
    start = build(team).world.skills
    assert (forgetful.grid <= plain.grid).all() and (forgetful.grid < plain.grid).any()
    assert (forgetful.grid >= start - 1e-12).all()


def test_credit_for_a_new_customer_may_be_shared() -> None:
    text = TEAM.replace("    hires: {late: 2027-03}\n", "    motion: conquest\n")
    text = text.replace(
        "managers:",
        "  keeper: {people: 2, motion: loyalty, base: 30k a year, on_target: 50k a year, "
        "quota: 60k a year}\nmanagers:",
    )
    alone = Scenario.parse(text + "motivation: none\n")
    shared = alone.vary({"team.seller.shared_credit": "50 %"})
    before, after = run(alone, 20), run(shared, 20)
    assert after.reps["variable"][:, :4].sum() < before.reps["variable"][:, :4].sum()
    assert after.reps["variable"][:, 4:].sum() > before.reps["variable"][:, 4:].sum()
    assert np.array_equal(before.months["won"], after.months["won"])


def test_more_hours_of_the_manager_bring_revenue(scenarios) -> None:
    shipped = Scenario.load(scenarios / STEERING)
    hours = {f"managers.{name}.hours": "45.5 a week" for name in shipped.plan.managers}
    revenue = [
        next(batches(build(scenario), replications=60, seed=1)).months["revenue"].sum((1, 2, 3))
        for scenario in (shipped, shipped.vary(hours))
    ]
    gain = revenue[1] - revenue[0]
    assert gain.mean() > 3 * gain.std(ddof=1) / np.sqrt(len(gain))
