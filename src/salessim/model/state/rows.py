"""Rows: a record whose fields answer to their names, and the rows of the tables of state.

Rows of parameters stand in `parameters`, those of what a replication hands over in `outputs`; which
tables there are says `tables`.
"""

from typing import Any

import numpy as np


class Row(np.record):  # type: ignore[misc]
    """A row whose field `size` is that field, where NumPy's own records answer with their size.

    Compiled rules know fields only; so do plain ones that are handed such rows.
    """

    def __getattribute__(self, name: str) -> Any:
        """Return a field, or what else a record has of that name."""
        if name not in (super().__getattribute__("dtype").fields or ()):
            return super().__getattribute__(name)
        number = self[name]
        return np.int64(number) if isinstance(number, np.signedinteger) else number

    def __setattr__(self, name: str, value: Any) -> None:
        """Write a field."""
        try:
            self[name] = value
        except ValueError:
            if name in (self.dtype.names or ()):
                raise
            raise AttributeError(f"a row has no field {name}") from None


def row_type(*fields: tuple[str, str]) -> np.dtype:
    """Return the dtype of a table whose rows have these (name, type) fields.

    Rules see whole numbers of 64 bits, however narrow they lie: what an event costs in a large
    market is how many lines of the cache its rows fill. Wide are times that may be NEVER.
    """
    return np.dtype((Row, np.dtype(list(fields), align=True)))


MONTHS_AROUND = 124
"""Calendar months before and after the horizon at whose dates contracts may begin and end."""

GRADES = 8
"""Grades of the calling list, from the best-looking firms to the worst."""

MARKS = 16
"""Marks of free firms, or of such marks, that one mark above stands for."""

SIZES = row_type(
    ("reps", "i8"), ("segments", "i8"), ("territories", "i8"), ("firms", "i8"),
    ("conquest_steps", "i8"), ("steps", "i8"), ("channels", "i8"), ("products", "i8"),
    ("months", "i8"), ("days", "i8"), ("horizon", "i8"), ("rep_types", "i8"),
    ("uncertain_parameters", "i8"), ("changes", "i8"), ("opening_deals", "i8"), ("managers", "i8"),
    ("outbound", "i8"), ("outbound_today", "i8"), ("next_deal", "i8"), ("next_lead", "i8"),
    ("motivated", "i8"), ("hand_over", "i8"),
    ("pay_moves_effort", "i8"),  # marginal pay moves the intensity of work
    ("counts_meetings", "i8"),  # some pay goes by first meetings
    ("takes_back", "i8"),  # some pay is taken back where customers leave early
    ("logging", "i8"), ("log_rows_per_event", "i8"),
    ("discovery_step", "i8"), ("call_step", "i8"), ("referral_step", "i8"),
    ("roles", "i8"), ("work_groups", "i8"), ("piece_bits", "i8"),
    ("limits_accounts", "i8"),  # 1 where somebody may look after so many customers only
    ("agreements", "i8"),  # rows of agreements: firms, or 0 where no contract has dates
    ("tendencies", "i8"),  # rows of tendencies: firms, or 0 where all customers are alike
    ("abandons", "i8"),  # 1 where some work waits by a law of patience
    ("steps_fade", "i8"),  # 1 where interest fades at some step while a case waits
    ("callers_steps", "i8"),  # conquest steps until those who call hand a case on
)  # fmt: skip
"""Sizes and choices that hold for every replication; `horizon` in seconds."""

RUN = row_type(
    ("seed", "u8"), ("replication", "u8"),
    ("parameters_of", "u8"),  # replication whose uncertain parameters hold: this one, or a repeated
    ("deals", "i8"), ("open_deals", "i8"), ("posted", "i8"), ("log", "i8"),
    ("month", "i8"), ("events", "i8"), ("heap", "i8"), ("soon", "i8"),
    ("day_ends", "i8"), ("chunks", "i8"), ("free_chunk", "i8"),
    ("tickets", "i8"), ("status", "i8"),
    ("pooled", "i8"),  # pieces of work that wait in pools
    ("turns", "i8"),  # pieces of work handed to somebody among equals
    ("now", "i8"),
    ("maximum_growth", "f8"),  # largest size of any segment's market against the first day
    ("price_level", "f8"),  # prices against those of the first day; they rise every twelve months
    ("maximum_asked", "f8"),  # the most firms that ask for a lead of day one, of any segment
)  # fmt: skip
"""Where a replication stands."""

REP = row_type(
    # who and where
    ("key", "u8"),  # of the person on the post
    ("territory", "i8"),
    ("role", "i8"),
    ("motions", "i8"),  # bits SERVES_*
    ("segments", "i8"),  # bit mask
    # at work: what is asked again and again lies together
    ("employed", "i8"),
    ("busy", "i8"),  # works on a sitting that ends today
    ("looks", "i8"),  # is about to look for work: a settle is posted
    ("window_start", "i8"),
    ("window_end", "i8"),
    ("block_end", "i8"),
    ("task", "i8"),
    ("item", "i8"),  # firm of a call or contact, deal of a step, touch or piece
    ("left", "i8"),  # seconds of work left in the task
    ("duration", "i8"),  # seconds of work of the whole task
    ("contact_step", "i8"),  # kind of the contact in hand
    ("queued", "i8"),  # pieces of work waiting
    ("away", "i8"),  # 1 while absent as planned
    ("taken_over", "i8"),  # deals of the leaver or absentee whose work is handed over just now
    ("last_turn", "i8"),  # which of these turns was the rep's last, 0 for none
    ("choices", "i8"),
    ("unguided", "f8"),  # share of the drift that team meetings leave
    ("worked_total", "i8"),
    ("wanted", "f8"),  # first meetings still to be booked, where there is an aim
    ("motivation", "f8"),
    ("pull", "f8"),  # momentary shift of motivation by the distance to the quota
    ("intensity", "f8"),  # of today's work, by marginal pay; kept where pay moves effort
    # day by day
    ("piece", "i8"),  # a specialist's task: which of the deal's pieces, from 1
    ("next_day", "i8"),  # second at which the next working day starts
    ("leaves_at", "i8"),  # NEVER, or the end of the last day
    ("gives_notice_at", "i8"),  # NEVER, or when a decision to leave will be said
    ("would_leave_at", "i8"),  # end of the last day that was decided on then
    ("calendar", "i8"),
    ("absent_until", "i8"),
    ("meeting_owed", "i8"),  # seconds of meetings still to hold
    ("ramps", "i8"),  # came during the horizon
    ("hired_at", "i8"),
    ("ramp_first", "i8"),  # rows of the ramp table
    ("ramp_steps", "i8"),
    ("ramp_unit", "i8"),  # months a step
    ("accompanied", "f8"),  # hours of the manager's company in onboarding
    # month by month
    ("start", "i8"),  # seconds, before slips; negative for who has been here for longer
    ("slip_distribution", "i8"),
    ("manager", "i8"),
    ("unled", "i8"),  # 1 where the manager leads as many as the span allows without them
    ("starts_at", "i8"),  # first day of the person, or of the next one; NEVER if none comes
    ("people", "i8"),  # people on the post so far
    ("productivity", "i8"),  # row of `productivity` of the role, or NOBODY
    ("kind", "i8"),  # row of `kinds` of who sits on the post, or NOBODY
    ("first_kind", "i8"), ("kinds", "i8"),  # those of the post's first person; NOBODY: none drawn
    ("first_later_kind", "i8"), ("later_kinds", "i8"),  # those of whoever comes later
    ("orphaned", "i8"),  # left work that nobody could take over
    ("accounts", "i8"),  # customers owned
    ("most_accounts", "i8"),  # that the person may look after; NEVER where any number
    ("absences", "i8"), ("first_absence", "i8"),  # rows of `absences`
    ("away_from", "i8"),  # first second of this or the next one, perhaps before the horizon; NEVER
    ("back_at", "i8"),
    ("away_before", "i8"),  # seconds of absence that are over: they are no tenure
    ("cover", "i8"),  # rep who covers, or TO_COLLEAGUES, or NOBODY
    ("takes_back", "i8"),  # 1 where what was covered is returned
    ("away_paid", "f8"),  # share of fixed pay in the absence
    ("keeps_for", "i8"),  # seconds for which a winner keeps a customer; NEVER: for ever
    ("keeps_for_months", "i8"),  # calendar months that stand for them, or 0
    ("queued_at_month", "i8"),
    ("won_at", "i8"),  # last contract, or first day
    ("level", "f8"),  # to which motivation returns: personal level and the style's lift
    ("paid_until", "i8"),
    ("earned", "f8"),  # currency since the first day
    ("sold", "f8"),
    ("hired_month", "i8"),  # of the horizon; far below 0 for who has been here for long
    ("earned_in_period", "f8"),  # variable pay of the plan's pay period so far, currency
    ("floor", "f8"),  # of it that is guaranteed
    ("draw_balance", "f8"),  # advances not yet earned
    ("owed", "f8"),  # pay to be taken back
    ("thirteenth", "f8"),  # earned and not yet paid
)  # fmt: skip
"""One row a post, in the order of the scenario: whoever comes after a leaver sits in the row."""

BUCKET = row_type(
    ("share", "f8"),  # of selling hours, planned
    ("worked", "i8"),  # seconds so far
    ("root", "i8"),  # first piece of waiting work, or NOBODY
    ("waiting", "i8"),
)
"""A rep's or a pool's queue for segment x motion; shape (reps + pools, segments * 2), with a pool
for each territory and group of roles that may do the same work."""

PAYEE = row_type(
    ("main", "i8"),  # the component with the first quota, or NOBODY
    ("shown", "i8"),  # a rep's first quota that counts money: the table of reps shows it
    ("plan", "i8"),  # number of the pay plan: people of one plan share prizes
    ("first_credit", "i8"), ("credits", "i8"),  # rows of `credits` that a rep's doings feed
    ("quota_ramp_first", "i8"), ("quota_ramp_months", "i8"),  # rows of `quota_ramps`
    ("guarantee_months", "i8"), ("draw_months", "i8"),  # of tenure
    ("draw_forgiven", "i8"),
    ("thirteenth_month", "i8"),  # first month of the horizon at whose end it is paid, 0..11
)  # fmt: skip
"""One row a payee: the reps, then the managers."""

CREDIT = row_type(("rep", "i8"), ("payee", "i8"), ("component", "i8"))
"""Whose doings count for whom; those of one rep stand together."""

EARNING = row_type(
    ("credit", "f8"), ("quota", "f8"), ("target", "f8"),  # of the period so far
    ("years", "f8"),  # employed in the period
    ("paid", "f8"),  # for the period so far
    ("attainment", "f8"),  # of the quota, when it was last counted
    ("standing", "f8"),  # credit at the month's end, by which winners are told
    ("since", "i8"),  # first month of the period
    ("subscriptions", "f8"),  # currency a year, of the customers that count
    ("accrued", "f8"),  # currency a year x seconds, of these in the month
    ("accrued_until", "i8"),
)  # fmt: skip
"""One row a payee x component: where a pay period stands."""

FIRM = row_type(
    # what a lead, a call and a reply ask lies together
    ("key", "u8"),
    ("state", "i1"),
    ("grade", "i1"),
    ("segment", "i2"),
    ("territory", "i4"),
    ("owner", "i4"),
    ("deals", "i4"),  # deals ever
    ("fit", "f8"),
    ("attempts", "i4"),  # calls since it last rested
    ("calls", "i4"),  # calls ever
    ("rests_until", "i8"),
    ("previous", "i4"),  # neighbours in the calling list
    ("next", "i4"),
    # as a customer
    ("new_customer", "i1"),  # won during the horizon
    ("contact_waiting", "i1"),  # NOT_QUEUED, QUEUED or WITHDRAWN
    ("contact_step", "i2"),  # kind of the contact that is due next
    ("candidates", "i4"),  # candidate moments so far
    ("candidate_at", "i8"),
    ("relationship", "f8"),
    ("touched_at", "i8"),  # when `relationship` was last brought up to date
    ("size", "f8"),  # orders against the segment's typical customer
    ("recurring", "f8"),  # currency a year, running subscription
    ("opening", "f8"),  # currency a year, the same on day one; 0 once it has left, and for others
    ("margin", "f8"),  # share of its orders and its subscription kept after the cost of goods
    ("contract", "i4"),  # deal by which it became a customer, or NOBODY
    ("latest_deal", "i4"),  # the customer's latest loyalty deal, or NOBODY
    ("contacts", "i4"),
    ("left", "i4"),  # seconds of a contact that a leaver did not finish
    ("contact_due", "i8"),
    # on day one
    ("place", "i4"),  # number among its segment's prospects or customers of day one
)
"""One row a firm: a prospect or a customer. Firms of a segment stand together."""

AGREEMENT = row_type(
    ("month", "i8"),  # calendar month in which it began; 0: the horizon's first, before it below 0
    ("offset", "i8"),  # seconds from that month's first one to its beginning
    ("next", "i8"),  # months after its beginning at which something happens next
    ("next_at", "i8"),  # the same in seconds; NEVER: past the horizon, or no contract
    ("ends", "i8"),  # months after its beginning at which the term ends; NEVER without one
    ("leaves", "i8"),  # months after its beginning at which the customer wants to leave, or NEVER
    ("billed_from", "i8"), ("billed_to", "i8"),  # the bill's period, in months; NEVER without bills
    # Before the first day `billed_from` is when the term that runs began.
    ("period_value", "f8"),  # currency, of that period
    ("rounding", "f8"),  # currency billed for months alike above what their days come to
    ("pilot", "i8"),  # 0: none, or it is over; KEPT_BY_ANOTHER where its winner is no keeper
    ("years", "i8"),  # that it had run when its months began to be counted; NOBODY: to be drawn
    ("awaited", "f8"),  # currency a year that the end of the pilot adds
    ("price_level", "f8"),  # against day one's, at which it runs
    ("step", "f8"),  # price in this year of the contract against the first
)  # fmt: skip
"""One row a firm, where some segment's contracts have dates: the contract of a customer."""

TENDENCY = row_type(
    ("own_churn", "f8"),  # hazard a year that is known of this customer, or below 0
    ("of_mean_orders", "i8"),  # 1 where what it orders a year is known
    ("churn", "f8"),  # hazard against the segment's
    ("orders", "f8"),  # rate of orders against the segment's mean
    ("candidates_per_second", "f8"),  # ceiling of all that may happen to it
)
"""One row a firm, where customers differ: what it is like as a customer, all its life."""

DEAL = row_type(
    # what its queue, its work and its buyer ask lies together
    ("key", "u8"),
    ("state", "i1"),
    ("waits_for", "i1"),
    ("motion", "i1"),
    ("loss", "i1"),
    ("segment", "i2"),
    ("step", "i2"),
    ("round", "i2"),
    ("channel", "i2"),
    ("firm", "i4"),
    ("owner", "i4"),
    ("handed", "i4"),  # times that it changed hands
    ("entered", "i4"),  # when it came to the queue it waits or waited in
    ("answers_at", "i8"),
    ("fit", "f8"),
    ("discovery", "f8"),  # quality of the discovery it had
    ("value", "f8"),
    ("left", "i4"),  # seconds of a task that a leaver did not finish
    ("work", "i4"),  # seconds
    ("waited", "i4"),  # seconds in that queue, once taken up
    ("pieces_left", "i4"),  # specialists' pieces of work that are not done
    ("pieces_waiting", "i8"),  # bits: of them, those that nobody has taken up
    ("touches_left", "i4"),
    ("touches", "i4"),
    ("estimate", "f8"),
    ("credit", "f8"),  # share of its value that counts towards its owner's quota
    ("booked_by", "i4"),  # who had it when it came to the first meeting, or NOBODY
    ("product", "i4"),
    ("earlier", "i4"),  # the customer's deal before this one, or NOBODY
    ("opened", "i4"),
    ("closed", "i8"),
)
"""One row a deal, in the order of opening."""

ITEM = row_type(("rank", "f8"), ("ticket", "i8"), ("left", "i4"), ("right", "i4"), ("home", "i4"))
"""Place of a piece of work in its queue (a skew heap): firms first, then each deal with the pieces
of its specialists (`deals.item_of`). `home` is the
row of the bucket that it waits in."""

LIST_END = row_type(("first", "i8"), ("last", "i8"))
"""A calling list: territory x segment x grade."""

DAY = row_type(("starts", "i4"), ("works", "i4"))
"""A calendar's day: seconds from midnight, and seconds of work."""

DAY_AHEAD = row_type(("events", "i8"), ("chunk", "i8"))
"""How many events a day to come holds, and the last of its chunks; see `engine.event_queue`."""

CHUNK = 7
"""Events in a chunk, which with the number of the chunk before fills a line of the cache."""

CHANNEL_STATE = row_type(
    ("key", "u8"), ("candidates", "i8"),
    ("per_second", "f8"),  # candidate leads, at the rate of the highest season and largest market
    ("patience", "f8"),  # seconds after which a lead is given up
)  # fmt: skip

SEGMENT_STATE = row_type(
    ("key", "u8"), ("first_firm", "i8"), ("firms", "i8"), ("available", "i8"), ("customers", "i8"),
    ("first_prospect", "i8"),  # row of the first prospect without a name
    ("prospects", "i8"),  # of them on the market
    ("growth", "f8"), ("grown_at", "i8"),  # size against the first day when its growth was changed
    ("on_market", "i8"),  # firms that are not gone: prospects and customers
    ("asked", "f8"),  # firms that ask for each lead of day one: 1 where only free ones do
)  # fmt: skip

RECURRING = row_type(
    ("per_year", "f8"), ("costs_per_year", "f8"),  # currency, with the cost of goods of it
    ("since", "i8"),
    ("accrued", "f8"), ("costs_accrued", "f8"),  # currency a year x seconds, since the last bill
    ("balance", "f8"),  # currency billed less recognised: deferred, or unbilled below 0
)  # fmt: skip
"""Running subscriptions; shape (segments, 2)."""

PRODUCT_ROW = row_type(
    ("price_distribution", "i8"),
    ("margin", "f8"),  # its own, or NOBODY
    ("segments", "i8"), ("mix", "f8"),
)  # fmt: skip
