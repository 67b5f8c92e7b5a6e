"""The world: state tables and everything a rule may read or change.

A world is one NamedTuple of arrays. Facts say what holds, state tables say what is; output
tables stand in `outputs`. Rows are found by number, identities by lasting keys.
"""

from typing import NamedTuple

import numpy as np

from salessim.model.rows import row_type

GRADES = 8
"""Grades of the calling list, from the best-looking firms to the worst."""

SIZES = row_type(
    ("reps", "i8"), ("segments", "i8"), ("territories", "i8"), ("firms", "i8"),
    ("conquest_steps", "i8"), ("steps", "i8"), ("channels", "i8"), ("products", "i8"),
    ("months", "i8"), ("days", "i8"), ("horizon", "i8"), ("crews", "i8"), ("unknowns", "i8"),
    ("opening_deals", "i8"), ("managers", "i8"),
    ("outbound", "i8"), ("outbound_today", "i8"), ("next_deal", "i8"), ("motivated", "i8"),
    ("hand_over", "i8"),
    ("logging", "i8"), ("log_rows_per_event", "i8"),
    ("discovery_step", "i8"), ("call_step", "i8"), ("referral_step", "i8"),
)  # fmt: skip
"""Sizes and choices that hold for every replication; `horizon` in seconds."""

RUN = row_type(
    ("seed", "u8"), ("replication", "u8"), ("deals", "i8"), ("posted", "i8"), ("log", "i8"),
    ("month", "i8"), ("events", "i8"), ("heap", "i8"), ("soon", "i8"),
    ("day_ends", "i8"), ("chunks", "i8"), ("free_chunk", "i8"),
    ("tickets", "i8"), ("status", "i8"),
    ("now", "i8"),
    ("most_grown", "f8"),  # largest size of any segment's market against the first day
)  # fmt: skip
"""Where a replication stands."""

REP = row_type(
    # who and where
    ("key", "u8"),  # of the person on the post
    ("territory", "i8"),
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
    ("item", "i8"),  # firm of a call or contact, deal of a step or touch
    ("left", "i8"),  # seconds of work left in the task
    ("duration", "i8"),  # seconds of work of the whole task
    ("contact_step", "i8"),  # kind of the contact in hand
    ("queued", "i8"),  # pieces of work waiting
    ("choices", "i8"),
    ("unguided", "f8"),  # share of the drift that team meetings leave
    ("worked_total", "i8"),
    ("wanted", "f8"),  # first meetings still to be booked, where there is an aim
    ("motivation", "f8"),
    ("pull", "f8"),  # momentary shift of motivation by the distance to the quota
    # day by day
    ("next_day", "i8"),  # second at which the next working day starts
    ("leaves_at", "i8"),  # NEVER, or the end of the last day
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
    ("role", "i8"),
    ("start", "i8"),  # seconds, before slips; negative for who has been here for longer
    ("slip_law", "i8"),
    ("manager", "i8"),
    ("starts_at", "i8"),  # first day of the person, or of the next one; NEVER if none comes
    ("people", "i8"),  # people on the post so far
    ("orphaned", "i8"),  # left work that nobody could take over
    ("accounts", "i8"),  # customers owned
    ("queued_at_month", "i8"),
    ("won_at", "i8"),  # last contract, or first day
    ("level", "f8"),  # to which motivation returns: personal level and the style's lift
    ("earned", "f8"),  # currency since the first day
    ("sold", "f8"),
    ("credit", "f8"),  # currency towards quota in the pay period
    ("period_quota", "f8"),
    ("period_variable", "f8"),
    ("subscriptions", "f8"),  # currency a year, of the customers looked after
    ("accrued", "f8"),  # currency a year x seconds, of these in the month
    ("accrued_until", "i8"),
)
"""One row a post, in the order of the scenario: whoever comes after a leaver sits in the row."""

BUCKET = row_type(
    ("share", "f8"),  # of selling hours, planned
    ("worked", "i8"),  # seconds so far
    ("root", "i8"),  # first piece of waiting work, or NOBODY
    ("waiting", "i8"),
)
"""A rep's or the pool's queue for segment x motion; shape (reps + pools, segments * 2)."""

FIRM = row_type(
    # what a lead, a call and a reply ask lies together
    ("key", "u8"),
    ("segment", "i8"),
    ("territory", "i8"),
    ("state", "i8"),
    ("owner", "i8"),
    ("deals", "i8"),  # deals ever
    ("fit", "f8"),
    ("attempts", "i8"),  # calls since it last rested
    ("rests_until", "i8"),
    ("calls", "i8"),  # calls ever
    ("grade", "i8"),
    ("previous", "i8"),  # neighbours in the calling list
    ("next", "i8"),
    # as a customer
    ("new_customer", "i8"),  # won during the horizon
    ("candidate_at", "i8"),
    ("candidates", "i8"),  # candidate moments so far
    ("relationship", "f8"),
    ("touched_at", "i8"),  # when `relationship` was last brought up to date
    ("size", "f8"),  # orders against the segment's typical customer
    ("recurring", "f8"),  # currency a year, running subscription
    ("latest_deal", "i8"),  # the customer's latest loyalty deal, or NOBODY
    ("contacts", "i8"),
    ("contact_waiting", "i8"),  # NOT_QUEUED, QUEUED or WITHDRAWN
    ("contact_due", "i8"),
    ("contact_step", "i8"),  # kind of the contact that is due next
    ("left", "i8"),  # seconds of a contact that a leaver did not finish
    # on day one
    ("place", "i8"),  # number among its segment's prospects or customers of day one
)
"""One row a firm: a prospect or a customer. Firms of a segment stand together."""

DEAL = row_type(
    # what its queue, its work and its buyer ask lies together
    ("key", "u8"),
    ("state", "i8"),
    ("waits_for", "i8"),
    ("firm", "i8"),
    ("segment", "i8"),
    ("motion", "i8"),
    ("step", "i8"),
    ("round", "i8"),
    ("owner", "i8"),
    ("channel", "i8"),
    ("handed", "i8"),  # times that it changed hands
    ("answers_at", "i8"),
    ("entered", "i8"),  # when it came to the queue it waits or waited in
    ("fit", "f8"),
    ("discovery", "f8"),  # quality of the discovery it had
    ("value", "f8"),
    ("opened", "i8"),
    ("closed", "i8"),
    ("loss", "i8"),
    ("work", "i8"),  # seconds
    ("waited", "i8"),  # seconds in that queue, once taken up
    ("left", "i8"),  # seconds of a task that a leaver did not finish
    ("credit", "f8"),  # share of its value that counts towards its owner's quota
    ("touches_left", "i8"),
    ("touches", "i8"),
    ("estimate", "f8"),
    ("product", "i8"),
    ("earlier", "i8"),  # the customer's deal before this one, or NOBODY
)
"""One row a deal, in the order of opening."""

ITEM = row_type(("rank", "f8"), ("ticket", "i8"), ("left", "i8"), ("right", "i8"), ("home", "i8"))
"""Place of a piece of work in its queue (a skew heap); firms first, then deals. `home` is the
row of the bucket that it waits in."""

LIST_END = row_type(("first", "i8"), ("last", "i8"))
"""A calling list: territory x segment x grade."""

DAY = row_type(("starts", "i4"), ("works", "i4"))
"""A calendar's day: seconds from midnight, and seconds of work."""

DAY_AHEAD = row_type(("events", "i8"), ("chunk", "i8"))
"""How many events a day to come holds, and the last of its chunks; see `engine.agenda`."""

CHUNK = 7
"""Events in a chunk, which with the number of the chunk before fills a line of the cache."""

CHANNEL_STATE = row_type(
    ("key", "u8"), ("candidates", "i8"),
    ("per_second", "f8"),  # candidate leads, at the rate of the highest season and largest market
)  # fmt: skip

SEGMENT_STATE = row_type(
    ("key", "u8"), ("first_firm", "i8"), ("firms", "i8"), ("available", "i8"), ("customers", "i8"),
    ("first_prospect", "i8"),  # row of the first prospect without a name
    ("prospects", "i8"),  # of them on the market
)  # fmt: skip

RECURRING = row_type(("per_year", "f8"), ("since", "i8"), ("accrued", "f8"))
"""Running subscriptions; shape (segments, 2)."""

PRODUCT_ROW = row_type(("price_law", "i8"), ("margin", "f8"), ("segments", "i8"), ("mix", "f8"))

# Whole numbers are i8 throughout: a rule is compiled once per combination of argument types, and
# narrower fields tripled the number of rules to compile. The days' table is the one that is large.


class World(NamedTuple):
    """Everything that a rule may read or change; shapes behind the names."""

    sizes: np.ndarray  # SIZES (1,)
    run: np.ndarray  # RUN (1,)
    facts: np.ndarray  # f8 buffer under the fact tables
    company: np.ndarray  # COMPANY (1,)
    laws: np.ndarray  # LAW (laws,)
    segments: np.ndarray  # SEGMENT (segments,)
    steps: np.ndarray  # STEP (steps, segments)
    channels: np.ndarray  # CHANNEL (channels,)
    people: np.ndarray  # PERSON (reps,)
    managers: np.ndarray  # MANAGER (managers,)
    manager_hours: np.ndarray  # f8 (managers, months), working hours
    sells_as: np.ndarray  # i8 (managers,), row of the rep, or NOBODY
    lifts: np.ndarray  # f8 (managers, 2, 2): of the style, by competence and motivation (1: high)
    movers: np.ndarray  # MOVER (MOVERS,)
    company_today: np.ndarray  # COMPANY (1,)
    segments_today: np.ndarray  # SEGMENT (segments,)
    steps_today: np.ndarray  # STEP (steps, then those that only today has; segments)
    channels_today: np.ndarray  # CHANNEL (today's channels,)
    crews: np.ndarray  # CREW (crews, segments)
    crew_skills: np.ndarray  # f8 (crews, SKILLS)
    nodes: np.ndarray  # f8 (nodes, 2): chance, value
    mix: np.ndarray  # f8 (channels, segments), cumulative
    mix_today: np.ndarray  # f8 (today's channels, segments), cumulative
    shares: np.ndarray  # f8 (territories,), cumulative
    products: np.ndarray  # PRODUCT_ROW (products,)
    ramps: np.ndarray  # f8 (ramp rows,)
    days: np.ndarray  # DAY (calendars, days)
    borders: np.ndarray  # i8 (months + 1,), seconds
    unknowns: np.ndarray  # UNKNOWN (unknowns,)
    drawn: np.ndarray  # f8 (key paths,), this replication's draws
    reps: np.ndarray  # REP (reps,)
    skills: np.ndarray  # f8 (reps, SKILLS)
    role_skills: np.ndarray  # f8 (reps, SKILLS): of whoever comes to the post later
    learned_from: np.ndarray  # f8 (reps, SKILLS): of the person on the first day
    buckets: np.ndarray  # BUCKET (reps + territories, segments * 2)
    contact_steps: np.ndarray  # i8 (segments, kinds): steps by which customers are looked after
    contact_dates: np.ndarray  # i8 (firms, kinds): second at which each kind is due
    splits: np.ndarray  # f8 (splits, reps, segments * 2): shares of selling hours, planned
    split_of_month: np.ndarray  # i8 (months,): row of `splits` from that month on, or NOBODY
    firms: np.ndarray  # FIRM (firms,)
    lists: np.ndarray  # LIST_END (territories, segments, GRADES)
    deals: np.ndarray  # DEAL (capacity,)
    items: np.ndarray  # ITEM (firms + capacity of deals,)
    channel_states: np.ndarray  # CHANNEL_STATE (channels,)
    segment_states: np.ndarray  # SEGMENT_STATE (segments,)
    turns: np.ndarray  # i8 (channels + 1, territories, segments): who had the last turn
    recurring: np.ndarray  # RECURRING (segments, 2)
    outbox: np.ndarray  # i8 (capacity,): events, see `rules.outbox`
    heap: np.ndarray  # i8 (capacity,): events of this day
    days_ahead: np.ndarray  # DAY_AHEAD (days + 2,): that of the horizon and an empty one
    chunks: np.ndarray  # i8 (capacity, CHUNK + 1): events of days to come, and the chunk before
    soon: np.ndarray  # i8 (capacity,): events of this instant
    log: np.ndarray  # LOG (capacity,)
    months: np.ndarray  # MONTH (months, segments, 2)
    ledger: np.ndarray  # LEDGER (months,)
    rep_months: np.ndarray  # REP_MONTH (reps, months)
    funnel: np.ndarray  # FUNNEL (steps, segments)
    moved: np.ndarray  # f8 (months, movers, return and goal): motivation moved, over all reps
    fits: np.ndarray  # f8 (fit nodes,): nodes of the market's law of fit
    attempt_shares: np.ndarray  # f8 (segments, today's attempts): of calls, by those made before
    fit_at: np.ndarray  # f8 (conquest steps, segments, fit nodes): law of fit on entering a step
    resting: np.ndarray  # f8 (segments, GRADES): share of prospects that cool off today
    won_at: np.ndarray  # f8 (segments, FIT_NODES): today's chance of a contract by fit
    call_shares: np.ndarray  # f8 (segments, GRADES): where today's calls go
    own_rules: np.ndarray  # i8 (slots,): address of the user's function, or 0
    asked_next_deal: np.ndarray  # slots.WaitingDeal (1,), and so on: what the function is handed
    asked_lead_owner: np.ndarray
    asked_next_work: np.ndarray
    asked_effort: np.ndarray
    asked_variable_pay: np.ndarray
    scratch: np.ndarray  # f8 (crews, fit nodes): weights while rates are derived
