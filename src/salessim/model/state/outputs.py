"""What a replication writes down, and the names behind its rows."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from salessim.calendar import month_left
from salessim.model.state.codes import CONQUEST, LOYALTY, MOTION_NAMES
from salessim.model.state.rows import row_type

MONTH = row_type(
    ("revenue", "f8"),  # currency, recognised in the month
    ("billed", "f8"),  # currency, billed in the month
    ("collected", "f8"),  # currency, paid in the month of what was billed in the horizon
    ("deferred", "f8"),  # currency billed and not yet recognised at month end; below 0: unbilled
    ("billed_before", "f8"),  # currency a month, billed before day one by what runs; first month
    ("arr_new", "f8"),
    ("arr_expansion", "f8"),  # currency a year, of running subscriptions
    ("arr_contraction", "f8"),
    ("arr_churned", "f8"),  # the same, both positive
    ("arr_cut", "f8"),  # of what each customer of day one paid then; below 0: paid again
    ("margin_new", "f8"),  # currency a year, of `arr_new` after the cost of goods
    ("bookings", "f8"),  # currency, signed in the month (first-year value of subscriptions)
    ("leads", "i8"),  # inbound leads that came
    ("leads_unserved", "i8"),  # of them, those that nobody could take
    ("leads_cold", "i8"),  # gone cold in the month before anybody answered
    ("deals_cold", "i8"),  # other cases whose patience ended in the month while they waited
    ("leads_not_free", "i8"),  # firms that asked and were no lead: customer, in a deal, cooling off
    ("calls", "i8"),  # calls on our own initiative
    ("calls_booked", "i8"),  # of them, those that booked a first meeting
    ("won", "i8"),  # contracts signed
    ("lost", "i8"),  # deals lost
    ("customers_gained", "i8"),
    ("customers_lost", "i8"),
    ("renewed", "i8"),  # terms that ended and were renewed, smaller ones included
    ("downgraded", "i8"),  # of them, those that became smaller instead of ending
    ("not_renewed", "i8"),  # terms that ended a contract
    ("pilots", "i8"),  # begun: buyers who said yes to one
    ("pilots_refused", "i8"),  # that ended without a contract
    ("contacts", "i8"),  # account-care contacts made
    ("work_seconds", "i8"),  # hours worked by reps, in seconds
    ("answer_seconds", "i8"),  # of them, first answers to leads
    # At month end, where leads ask firms of the whole market; in the rows of conquest.
    ("firms", "i8"),  # on the market, customers included
    ("free_firms", "i8"),  # of these firms, those that may become leads
    ("customers", "i8"),  # of these firms
)
"""One row a month x segment x motion. Loyalty revenue is that of the customers of day one;
conquest revenue is that of customers won during the horizon, later orders included."""

LEDGER = row_type(
    ("base", "f8"),  # severance included
    ("variable", "f8"),
    ("charges", "f8"),
    ("managers", "f8"),  # managers' pay with its charges
    ("unpaid", "f8"),  # price of hours worked without pay (`valued_at`), not in payroll
    ("marketing", "f8"),
    ("seats", "f8"),  # tools
    ("hiring", "f8"),
    ("severance", "f8"),  # within base
    ("top_up", "f8"),  # to the legal minimum; within base
    ("thirteenth_salary", "f8"),  # within base
    ("guarantee", "f8"),  # paid above what was earned; within variable
    ("clawback", "f8"),  # pay taken back; taken off variable
    ("draw_balance", "f8"),  # advances not yet earned, at month end
    ("clawback_owed", "f8"),  # pay to be taken back of later pay, at month end
    ("clawback_at_risk", "f8"),  # pay to be taken back if all left who may, at month end
    ("other_costs", "f8"),
    ("cost_of_goods", "f8"),
    ("billed_before", "f8"),  # currency a month, billed before day one by what runs; first month
    ("recurring_at_start", "f8"),  # yearly value of subscriptions on day one; first month
    ("recurring_per_year", "f8"),  # yearly value of running subscriptions at month end (ARR)
    ("customers", "i8"),  # at month end
    ("without_keeper", "i8"),  # of them, those whom nobody looks after
    ("headcount", "i8"),  # reps employed at month end
    ("manager_heads", "i8"),  # managers employed at month end
    ("available_firms", "i8"),  # prospects that may be called at month end
    ("open_deals", "i8"),  # deals under way at month end; visits and calls are none
)
"""One row a month: the company's money and state. Costs are positive."""

REP_MONTH = row_type(
    ("paid_seconds", "i8"),  # = the ten shares of time below
    ("administration_seconds", "i8"),
    ("meeting_seconds", "i8"),  # with the manager
    ("onboarding_seconds", "i8"),  # onboarding and the ramp's share without selling
    ("slack_seconds", "i8"),  # paid, not worked: effort below one
    ("sick_seconds", "i8"),
    ("prospecting_seconds", "i8"),  # first-stage calls, inbound and on own initiative
    ("conquest_seconds", "i8"),  # all other conquest work
    ("loyalty_seconds", "i8"),
    ("idle_seconds", "i8"),  # free, and no work was waiting
    ("bookings", "f8"),
    ("won", "i8"),
    ("lost", "i8"),
    ("base", "f8"),  # severance included
    ("variable", "f8"),
    ("charges", "f8"),
    ("unpaid", "f8"),
    ("draw_balance", "f8"),  # advances not yet earned, at month end
    ("clawback_owed", "f8"),  # pay to be taken back of later pay, at month end
    ("clawback_at_risk", "f8"),  # the same if all customers left who may, at month end
    ("quota", "f8"),  # of the month, currency; 0 without quota
    ("credited", "f8"),  # currency that counts towards it: pay goes by this
    ("years", "f8"),  # share of a year employed: a twelfth for the whole month
    ("motivation", "f8"),  # at month end, 0..1
    ("added_by_pay", "f8"),  # free seconds x (intensity - 1): work that marginal pay adds
    ("skill", "f8"),  # mean over the grid at month end, 0..1
    ("employed", "i8"),  # 1 if employed at month end
    ("left", "i8"),  # people who left the post
    ("kind", "i8"),  # of recruits, from 1 in the order of the role; 0 for people who are none
)
"""One row a rep x month: a post, whoever sits on it."""

STATEMENT = row_type(
    ("counted", "f8"),  # credit of the month: currency, or a number
    ("quota", "f8"),  # of the month
    ("credit", "f8"),  # of the period so far, where the month's end pays for it
    ("quota_so_far", "f8"),
    ("tier", "i8"),  # highest tier reached, from 1; 0 where nothing is paid
    ("earned", "f8"),  # for the period so far
    ("amount", "f8"),  # currency, of this payment
    ("closed", "i8"),  # second at which a period ended; 0 where none did
)
"""One row a payee x component x month: what counted, and what was paid for it."""

FUNNEL = row_type(
    ("entered", "i8"),  # deals that came to the step (those open at the start included)
    ("advanced", "i8"),
    ("lost", "i8"),
    ("open", "i8"),  # still there at the horizon: entered = advanced + lost + open + handing_over
    ("repeated", "i8"),  # rounds done again, within the step
    ("work_seconds", "i8"),
    ("started", "i8"),  # first sittings of a task
    ("waited_seconds", "i8"),  # from entering the queue to the first sitting, over `started`
    ("chance", "f8"),  # sum of the chances with which rounds were decided
    ("rounds", "i8"),  # rounds decided
    ("sent", "i8"),  # cases handed over to another role on entering
    ("not_accepted", "i8"),  # of them, those that nobody took (in `lost`)
    ("abandoned", "i8"),  # of `lost`, those whose patience ended while they waited
    ("handing_over", "i8"),  # of them, those under way at the horizon
    ("handing_seconds", "i8"),  # from sending to receiving, over those received
    ("pieces_started", "i8"),  # specialists' pieces of work
    ("pieces_waited_seconds", "i8"),  # from entering the queue to the first sitting, over these
)
"""One row a step x segment; steps are the conquest stages, then the loyalty actions."""

LEAD_COUNT = row_type(
    ("leads", "i8"),  # that came
    ("unserved", "i8"),  # of them, those that nobody could take
    ("not_free", "i8"),  # firms that asked besides, and were no lead
    ("recommended", "i8"),  # recommendations by customers, whatever became of them
    ("cold", "i8"),  # of the leads, those gone cold before anybody answered
    ("answered", "i8"),  # of the leads, those that a rep took up
    ("waited_seconds", "i8"),  # from coming to being taken up, over `answered`
    ("passed", "i8"),  # came past the first stage
    ("won", "i8"),  # contracts of new customers
    ("bookings", "f8"),  # currency, of these
)
"""One row a channel: what became of its leads, of those too that came before and are still open."""

REP_STEP = row_type(
    ("work_seconds", "i8"),  # hours worked, in seconds
    ("cases", "i8"),  # cases, contacts and calls worked through; rounds done again are left out
    ("advanced", "i8"),  # cases brought past the step as their owner, contacts made
    ("sent", "i8"),  # cases handed over to the roles of this step
    ("received", "i8"),  # of them, those that somebody took
)
"""One row a rep x step: a post, whoever sits on it; steps as in FUNNEL."""

LOG = row_type(
    ("second", "i8"),
    ("what", "i4"),  # codes.LOG_*
    ("rep", "i4"),  # row in reps, or NOBODY
    ("firm", "i4"),
    ("deal", "i4"),  # row in deals, or NOBODY
    ("segment", "i4"),
    ("motion", "i4"),
    ("step", "i4"),  # row of the funnel, or NOBODY
    ("detail", "i4"),  # codes.LOSS of a loss; task kind of work; channel of a lead
    ("seconds", "i8"),  # of work
    ("amount", "f8"),  # currency
)
"""One row an occurrence, in the order of happening."""

DEAL_OUT = row_type(
    ("firm", "i4"),
    ("segment", "i4"),
    ("motion", "i4"),
    ("channel", "i4"),  # row of the channel; NOBODY = own call, referral or open at the start
    ("product", "i4"),
    ("owner", "i4"),
    ("state", "i4"),  # OPEN, WON, LOST, ON_PILOT
    ("loss", "i4"),
    ("step", "i4"),  # where it is or ended
    ("opened", "i8"),  # seconds; negative where opened before the start
    ("closed", "i8"),  # seconds; NEVER while open
    ("value", "f8"),
    ("fit", "f8"),
    ("estimate", "f8"),  # what the rep believes of the fit after discovery
    ("work_seconds", "i8"),
)
"""One row a deal, on request."""


class PaySoFar(NamedTuple):
    """The pay of a replication up to some month: N posts, M months."""

    statements: np.ndarray
    """STATEMENT, shape (payees, components, M)."""
    payments: np.ndarray
    """Currency, shape (N, M, kinds), by `codes.PAYMENT_NAMES`."""
    reps: np.ndarray
    """REP_MONTH, shape (N, M)."""


@dataclass(frozen=True)
class DatedTarget:
    """A figure to reach by a month end."""

    measure: str  # "revenue", "arr" or "bookings"
    value: float  # currency; for revenue and bookings, summed over months first..last
    first_month: int  # index of a month, 0-based
    last_month: int  # index, inclusive
    label: str  # "2027-12"
    incremental: float | None  # currency more than last year's revenue
    from_active: float | None  # share that the customers of day one should bring
    of_whole: float | None = None  # typed for a longer span, of which `value` is the part simulated


@dataclass(frozen=True)
class Book:
    """Names by row, dates by month, and money that does not depend on what happens."""

    name: str
    currency: str
    scenario_digest: str
    start: date
    months: tuple[str, ...]  # "2027-01", ...
    month_borders: tuple[int, ...]  # seconds, one more than months
    segments: tuple[str, ...]
    conquest_steps: tuple[str, ...]  # rows 0.. of the funnel
    loyalty_steps: tuple[str, ...]  # rows after them
    loyalty_kinds: tuple[int, ...]  # codes.IS_CONTACT or IS_OPPORTUNITY, per loyalty step
    channels: tuple[str, ...]
    products: tuple[str, ...]
    reps: tuple[str, ...]
    roles: tuple[str, ...]  # per rep
    skills: tuple[str, ...]
    skills_at_start: tuple[tuple[float, ...], ...]  # per rep, 0..1
    margin: float  # share of revenue kept; already booked as `cost_of_goods` in the ledger
    payment_days: tuple[float, ...]  # from a bill to its payment, per segment
    payment_months: tuple[int, ...]  # calendar months that stand for them, or 0
    bills_months: tuple[bool, ...]  # what ran in a month is billed on its last day, per segment
    opening_cash: float
    revenue_last_year: float | None
    pipeline_value_at_start: float
    targets: tuple[DatedTarget, ...]
    uncertain_paths: tuple[str, ...]  # key paths drawn once per replication
    payees: tuple[str, ...]  # reps, then managers
    components: tuple[tuple[str, ...], ...]  # names, per payee
    may_pay: tuple[tuple[bool, ...], ...]  # whether each may ever pay anything
    measures: tuple[tuple[str, ...], ...]  # what each of them counts: codes.MEASURE_NAMES
    workers: tuple[tuple[str, ...], ...]  # roles that work each step, in order of preference
    meeting: int | None  # step of the first meeting; None where no stage follows the first answer
    channel_passes: tuple[float | None, ...]  # as typed, per channel; None where nobody is asked
    recruits: tuple[tuple[str, ...], ...]  # kinds of recruits, per rep
    pay_moves_effort: bool

    def span(self, first: int, last: int) -> float:
        """Calendar months from month `first` to `last`, both included; the first may be a part."""
        whole = float(last - first + 1)
        return whole if first > 0 else whole - 1.0 + month_left(self.start)

    @property
    def steps(self) -> tuple[str, ...]:
        """Names of the funnel's rows, conquest first; both motions may have a step of one name."""
        return (*self.conquest_steps, *self.loyalty_steps)

    @property
    def step_motions(self) -> tuple[str, ...]:
        """The motion of each of them."""
        conquest, loyalty = len(self.conquest_steps), len(self.loyalty_steps)
        return (MOTION_NAMES[CONQUEST],) * conquest + (MOTION_NAMES[LOYALTY],) * loyalty

    @property
    def step_labels(self) -> tuple[str, ...]:
        """Their names, with the motion where both have one: no two are the same."""
        shared = {*self.conquest_steps} & {*self.loyalty_steps}
        named = zip(self.step_motions, self.steps, strict=True)
        return tuple(f"{motion} {name}" if name in shared else name for motion, name in named)
