"""From a plan and its proof to the findings that reports show."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil

import numpy as np

from salessim.measure.differences import Difference, differences
from salessim.measure.findings import Interval, ScenarioName, Summary
from salessim.measure.indicators import summaries
from salessim.measure.intervals import mean_interval
from salessim.measure.summary import inputs_of
from salessim.model.state.codes import MOTION_NAMES
from salessim.plan.expected.coefficients import LpCoefficients, today_shares
from salessim.plan.explanations import Why, bounds_of, reasons, today_hours, usual_limit
from salessim.plan.few_moves import role_moves
from salessim.plan.findings import (
    EQUIVALENT,
    FewMove,
    FigureSet,
    FirstPlan,
    Gap,
    GapOf,
    GroupRow,
    HoursRow,
    LpSize,
    MonthRow,
    PlanFindings,
    PlanRow,
    Prediction,
    RoundShown,
    SpanRow,
    StartRow,
)
from salessim.plan.hiring_dates import HiringDates, people_notes
from salessim.plan.lp.model import LpModel
from salessim.plan.marginal_values import MarginalValues, Move
from salessim.plan.paired_worth import worth_of_groups
from salessim.plan.request import PlanRequest
from salessim.plan.request_options import GIVEN_UP, GUARDED, NOTHING_AFTER
from salessim.plan.response_correction import MOTION_OF_COHORT, Round
from salessim.plan.simulation_check import (
    ReplicationSettings,
    SimulatedPlan,
    half_width,
    obtained,
    targets_shown,
)
from salessim.plan.trials import FoundWay, months_after
from salessim.plan.ways import TODAY
from salessim.scenario import Scenario

GUARD = "at most .5 % poorer than after today's allocation"
TODAY_STAYS = (
    "Today's allocation is the plan: none of {tried} other ways of working tried in the simulation "
    "brings more."
)
POORER_AFTER = (
    "The {months} months after the horizon are {share} % poorer than after today's allocation: "
    "what is to be reached takes that."
)
STOPPED_EARLY = (
    "The search was stopped: this is the best of the {tried} ways of working tried until then."
)
NOT_AIMED_AT = (
    "The scenario's own targets are told, not aimed at: --own-targets aims the plan at them."
)
BASE = {"customers_at_end": "customers", "deals_open_at_end": "open deals"}
"""What a horizon leaves to the time after it."""


def findings_of(
    scenario: Scenario,
    coefficients: LpCoefficients,
    request: PlanRequest,
    rounds: list[Round],
    chosen: Round,
    shown: SimulatedPlan,
    today: SimulatedPlan,
    remedies: list[str],
    notes: list[str],
    replications: ReplicationSettings,
    found: FoundWay,
) -> PlanFindings:
    """Return everything that a report shows of a plan that was made and simulated."""
    book, solved = coefficients.book, chosen.solved
    without = replace(request, goals=())
    model = LpModel(coefficients, without, chosen.correction, chosen.known)
    if chosen.way is TODAY:
        notes.insert(0, TODAY_STAYS.format(tried=found.tried - 1))
    poorer = found.aim.poorer_after(found.chosen.trial)
    if request.aimed_at and poorer > GIVEN_UP:
        months = months_after(request.value_after)
        notes.append(POORER_AFTER.format(months=months, share=round((poorer + GIVEN_UP) * 100)))
    if found.stopped_early:
        notes.insert(0, STOPPED_EARLY.format(tried=found.tried))
    if not chosen.within:
        notes.append(
            f"After {len(rounds)} rounds planned and simulated revenue are still "
            f"{chosen.gap * 100:+.1f} % apart: the curves move with the plan."
        )
    unsure = half_width(shown.runs["revenue"])
    if replications.precision > 0.0 and unsure > replications.precision:
        needed = ceil(shown.count * (unsure / replications.precision) ** 2)
        notes.append(
            f"{shown.count:,} futures leave revenue open by ±{unsure * 100:.1f} %; about "
            f"{needed:,} would bring it to ±{replications.precision * 100:.1f} %: type "
            f"--replications {needed}."
        )
    if book.targets and not request.own_targets and not request.aimed_at:
        notes.append(NOT_AIMED_AT)
    dates = HiringDates(scenario, coefficients, request, chosen, shown, replications)
    people = dates.rows()
    if coefficients.free:
        notes += people_notes(people, book.months[coefficients.printed - 1])
    worth = MarginalValues(model, solved)
    if scenario.plan.territories:
        hours_worth = worth_of_groups(
            scenario, coefficients, request, chosen.way, shown, replications
        )
    else:
        hours_worth = worth.of_groups()
    why = reasons(model, solved)
    rows = _rows(coefficients, chosen, today, why)
    against_today = differences(today.runs, shown.runs)
    notes += _base_notes(against_today, summaries(today.runs))
    return PlanFindings(
        scenario=ScenarioName(name=scenario.plan.name, digest=scenario.digest),
        objective=request.objective,
        value_after=request.value_after,
        spans=_spans(found, request, shown, today),
        few_moves=_few_moves(chosen, found, book.segments),
        figures=[
            FigureSet(path=one.path, today=before.typed, plan=one.typed)
            for one, before in zip(chosen.way.settings, request.figures.today, strict=False)
        ],
        way=chosen.way.name,
        ways_tried=found.tried,
        stopped_early=found.stopped_early,
        currency=book.currency,
        horizon=(book.months[0], book.months[coefficients.printed - 1]),
        seed=replications.seed,
        replications=shown.count,
        plan=rows,
        hours=_hours(coefficients, rows, why, worth.of_moves()),
        monthly=_monthly(coefficients, chosen, shown, today),
        paid_people=_paid_people(coefficients, chosen),
        people=people,
        predicted=prediction(coefficients, chosen),
        simulated=summaries(shown.runs),
        today=summaries(today.runs),
        against_today=against_today,
        optimism_gap=_gap(coefficients, chosen, shown),
        optimism_gap_before=_gap(coefficients, rounds[0], rounds[0].outcome),
        converged=chosen.within,
        rounds=[
            RoundShown(
                predicted=float(one.predicted.sum()),
                simulated=one.outcome.mean("revenue"),
                relative_gap=one.gap,
                chosen=one is chosen,
            )
            for one in rounds
        ],
        targets=targets_shown(request, book, chosen.predicted, shown, today),
        binding=bounds_of(solved, coefficients),
        marginal_value=hours_worth,
        repairs=remedies,
        notes=notes,
        inputs=inputs_of(scenario),
        programme=_lp_size(chosen),
        digest=shown.outcomes.digest,
    )


def first_of(
    request: PlanRequest, coefficients: LpCoefficients, tested: Round, today: SimulatedPlan
) -> FirstPlan:
    """What is told of the first plan; today's allocation in the same futures."""
    sign = -1.0 if request.aim in ("ratio", "payroll") else 1.0
    staffing = tested.way.staffing
    moves = role_moves(tested.way, coefficients)
    return FirstPlan(
        objective=request.aim,
        plan=sign * obtained(tested.outcome, request.aim),
        today=sign * obtained(today, request.aim),
        futures=tested.outcome.count,
        moves=[one.moved(coefficients.book.segments) for one in moves],
        people=[
            StartRow(role=one.role, month=one.month, people=part * one.people)
            for part, several in ((1, staffing.hires), (-1, staffing.departures))
            for one in several
        ],
    )


def _few_moves(chosen: Round, found: FoundWay, segments: tuple[str, ...]) -> list[FewMove]:
    """None where another plan was proven than the one that they lead to."""
    if chosen.way is not found.chosen.way:
        return []
    return [move.finding(segments, min(1.0, share)) for move, share in found.few_moves]


def _spans(
    found: FoundWay, request: PlanRequest, shown: SimulatedPlan, before: SimulatedPlan
) -> list[SpanRow]:
    """The horizon as proven, and the months after it in the futures of the last choice."""
    both, aim = (found.chosen.trial, found.today.trial), found.aim
    within = [obtained(one, aim.objective) for one in (shown, before)]
    rows = [("the horizon", "is maximised", aim.objective, within)]
    if request.value_after != NOTHING_AFTER:
        months = months_after(request.value_after)
        counts = GUARD if request.value_after == GUARDED else "counts as well"
        after = [aim.after(one) for one in both]
        rows.append((f"the {months} months after", counts, aim.watched, after))
    found_rows = []
    for span, counts, measure, (plan, today) in rows:
        more = (plan - today) / abs(today) if today and np.isfinite(plan + today) else None
        signed = measure == "profit"
        own, its = (
            one if signed else abs(one) if np.isfinite(one) else None for one in (plan, today)
        )
        row = SpanRow(span=span, measure=measure, counts=counts, plan=own, today=its, more=more)
        found_rows.append(row)
    return found_rows


def _rows(
    coefficients: LpCoefficients,
    chosen: Round,
    today: SimulatedPlan,
    why: Mapping[tuple[int, ...], Why],
) -> list[PlanRow]:
    book, printed = coefficients.book, coefficients.printed
    before = today_hours(coefficients, today_shares(coefficients, printed), today.hours)
    return [
        PlanRow(
            month=book.months[t],
            group=coefficients.groups[g].name,
            segment=book.segments[s],
            motion=MOTION_NAMES[motion],
            hours=float(chosen.solved.hours[g, s, motion, t]),
            hours_today=float(before[g, s, motion, t]),
            share=float(chosen.shares[g, s, motion, t]),
            paid_people=float(chosen.solved.people[g, t]),
            why=str(why[g, s, motion, t]),
        )
        for t in range(printed)
        for g in range(len(coefficients.groups))
        for s in range(coefficients.segments)
        for motion in range(len(MOTION_NAMES))
        if coefficients.groups[g].serves[s, motion]
    ]


def _hours(
    coefficients: LpCoefficients,
    rows: list[PlanRow],
    why: Mapping[tuple[int, ...], Why],
    moves: Mapping[tuple[int, int, int], Move],
) -> list[HoursRow]:
    """Sums over the horizon, with the reason that holds in most months."""
    found = []
    for g, group in enumerate(coefficients.groups):
        for s, segment in enumerate(coefficients.book.segments):
            for motion, name in enumerate(MOTION_NAMES):
                if not group.serves[s, motion]:
                    continue
                place = (group.name, segment, name)
                own = [row for row in rows if (row.group, row.segment, row.motion) == place]
                move = moves.get((g, s, motion), Move(None, None, degenerate=False))
                found.append(
                    HoursRow(
                        group=group.name,
                        segment=segment,
                        motion=name,
                        hours=sum(row.hours for row in own),
                        hours_today=sum(row.hours_today for row in own),
                        why=usual_limit(
                            [why[g, s, motion, t] for t in range(coefficients.printed)]
                        ),
                        more=move.more,
                        less=move.less,
                        degenerate=move.degenerate,
                    )
                )
    return found


def _monthly(
    coefficients: LpCoefficients, chosen: Round, shown: SimulatedPlan, today: SimulatedPlan
) -> list[MonthRow]:
    predicted = chosen.predicted.sum(axis=(0, 1))
    return [
        MonthRow(
            month=coefficients.book.months[t],
            predicted=float(predicted[t]),
            simulated=float(shown.revenue[..., t].sum()),
            today=float(today.revenue[..., t].sum()),
        )
        for t in range(coefficients.printed)
    ]


def _paid_people(coefficients: LpCoefficients, chosen: Round) -> list[GroupRow]:
    printed = coefficients.printed
    return [
        GroupRow(
            group=group.name,
            people=[float(n) for n in chosen.solved.people[g, :printed]],
            people_today=[float(n) for n in coefficients.hours.heads[g, :printed]],
        )
        for g, group in enumerate(coefficients.groups)
    ]


def prediction(coefficients: LpCoefficients, chosen: Round) -> Prediction:
    """What a plan expects over the horizon."""
    revenue = float(chosen.predicted.sum())
    by_cohort = chosen.predicted.sum(axis=(1, 2))
    payroll = chosen.solved.payroll
    pay = coefficients.pay
    costs = pay.other + pay.seat * chosen.solved.people.sum(axis=0)
    other = float(costs[: coefficients.printed].sum())
    return Prediction(
        revenue=revenue,
        revenue_conquest=float(by_cohort[1]),
        revenue_loyalty=float(by_cohort[0]),
        payroll=payroll,
        payroll_ratio=payroll / revenue if revenue > 0 else None,
        profit=float(chosen.predicted.sum(axis=(0, 2)) @ pay.margin) - payroll - other,
    )


def _gap(coefficients: LpCoefficients, planned: Round, shown: SimulatedPlan) -> Gap:
    predicted = float(planned.predicted.sum())
    mean, interval = mean_interval(shown.runs["revenue"])
    mean = mean or 0.0
    ci95: Interval | None = None
    if interval is not None:
        ci95 = (predicted - interval[1], predicted - interval[0])
    parts = []
    for cohort, motion in MOTION_OF_COHORT.items():
        for s, segment in enumerate(coefficients.book.segments):
            own = float(planned.predicted[cohort, s].sum())
            seen = float(shown.revenue[s, motion].sum())
            parts.append(
                GapOf(
                    segment=segment,
                    motion=MOTION_NAMES[motion],
                    predicted=own,
                    simulated=seen,
                    relative=_relative(own, seen),
                )
            )
    return Gap(
        mean=predicted - mean,
        ci95=ci95,
        relative=_relative(predicted, mean),
        half_width=_finite(half_width(shown.runs["revenue"])),
        parts=parts,
    )


def _relative(planned: float, shown: float) -> float | None:
    return (planned - shown) / shown if shown else None


def _finite(value: float) -> float:
    return value if np.isfinite(value) else 1.0


def _lp_size(chosen: Round) -> LpSize:
    variables, rows, coefficients = chosen.solved.program.size
    solution = chosen.solved.solution
    return LpSize(
        variables=variables,
        rows=rows,
        coefficients=coefficients,
        status=chosen.solved.status,
        objective=chosen.solved.best,
        bound=chosen.solved.bound if np.isfinite(chosen.solved.bound) else None,
        seconds=solution.seconds,
    )


def _base_notes(against: Mapping[str, Difference], today: Mapping[str, Summary]) -> list[str]:
    """Say where a plan lives off what comes after the horizon, beyond chance."""
    notes = []
    for name, words in BASE.items():
        fewer, before = against[name], today[name].mean
        if fewer.mean is None or fewer.ci95 is None or not before:
            continue
        if fewer.ci95[1] < -EQUIVALENT * before:
            notes.append(
                f"The plan leaves {-fewer.mean:,.0f} {words} fewer at the end than today's "
                f"allocation, which leaves {before:,.0f}."
            )
    return notes
