"""Parameters: what a scenario says, as numbers that hold for one replication.

Every field is a float64, and all tables of parameters are views of one buffer
(`World.parameters`), so that an uncertain one (`a..b` of a rate) can be drawn into its slot at the
start of a replication. Derived fields are written after that by `rates.anchoring`. Tables of today
(`steps_today` and so on) say what holds before the change that a variant is: typed rates are
anchored by them.
"""

import numpy as np

from salessim.model.state.rows import row_type


def _parameters(*names: str) -> np.dtype:
    return row_type(*((name, "f8") for name in names))


COMPANY = _parameters(
    "margin",  # share of revenue kept after the cost of goods
    "other_costs_per_month",
    "seat_per_month",  # per rep employed
    "sick_share",  # chance that a working day is lost to sickness
    "leak", "leak_migrating",  # share of follow-ups forgotten
    "misjudged", "misjudged_migrating",  # share of waiting deals
    "tool_time", "tool_time_migrating",  # share of paid time, against today's tool
    "migrated_at",  # seconds
    "migration_cost",
    "price_rise",  # a year
    "paid_after", "paid_after_months",  # seconds from a bill to its payment; calendar months, or 0
    "half_life",  # days after which half of a relationship is gone without contact
    "order_floor",  # share of orders that comes without any relationship
    "churn_effect",  # how much churn rises per unit of relationship lost
    "hand_over_loss",  # share of the relationship lost with a new owner
    "learning_per_hour",  # share of the distance to mastery
    "coaching_per_hour",  # the same, per hour of a manager's company at coaching skill 1
    "working_share",  # of the week's hours, at full time
    "present_share",  # of working days on which somebody is there to answer leads
    "off_hours_wait",  # seconds until the next working hour, on average
    "first_month",  # share of its calendar month that the horizon's first month covers
    "attempts",  # calls on a firm before it rests
    "again_after",  # seconds between calls on one firm
    "decay",  # log-odds lost per repeated call
    "targeting",  # correlation of the calling list's order with fit
    "motivation_returns",  # share of the way back per month
    "effort_span",  # effort between motivation 0 and 1
    "effort_elasticity",  # of the intensity of work, on marginal pay
    "least_marginal_pay",  # share of today's on-target pay
    "drought_after",  # seconds
    "near_quota", "goal_pull", "hopeless", "giving_up",  # 0 where distance to quota moves nobody
    "forgets",  # share per month of what was learned since the first day
    "competent_from", "motivated_from",  # borders of the styles' table
    "newcomers", "new_for",  # factor on the attrition rate; seconds until it ends
    "motivation_today",  # mean over today's people
    "attrition_effect",  # of motivation, on the leaving rate's logarithm
    "notice", "notice_months",  # seconds; calendar months that stand for them, or 0
    "hire_distribution",  # days; NOBODY where nobody is hired
    "hire_slip_distribution",  # days; NOBODY where no start slips
    "deals_lost", "odds_lost", "handed_credit",  # at hand-over
    "discovery_noise",  # standard deviation of the estimate at discovery 0
    "touch_hours", "touch_every",  # hours; seconds
)  # fmt: skip

DISTRIBUTION = _parameters(
    "family", "scale", "a", "b", "c", "first_node", "nodes",
    "least", "greatest",  # what its field allows
    "average",  # mean before it is scaled
)  # fmt: skip

SEGMENT = _parameters(
    "deal_distribution",  # value of a first contract; per year where billed by subscription
    "subscription",  # 1 = the value is billed month by month
    "win_rate",  # share of first meetings that end in a contract, or NaN
    "churn_per_year",  # hazard at today's relationship; where customers differ, of the mean share
    "churn_distribution",  # of shares lost in a period, over customers, or NOBODY
    "churn_periods",  # a year
    "churn_typical",  # `churn_per_year` where nothing is uncertain
    "order_distribution",  # currency per order
    "orders_per_year",  # at today's relationship, on average over customers
    "frequency_distribution",  # of order rates over customers, or NOBODY
    "touches",
    "cooling_off",  # seconds
    "care_hours_per_year",  # hours that the plan gives to its customers
    "conquest_hours_per_year",  # hours that the plan leaves for its prospects
    "calling_hours_per_year",  # hours in which calls are made at most
    "meetings_per_year",  # first meetings that are aimed at; infinite without an aim
    "prospects",  # firms on the market, of the rows that there are
    "customers",  # customers of day one without a name, of the rows that there are
    "accounts",  # customers of day one with a name
    "growth_per_year",  # of the number of firms
    "called",
    "whole_market",  # 1 where leads ask firms of the whole market, free or not
    "asked",  # 1 where firms were called, or sent leads, before the first day
    # derived
    "asks_first",  # chance that a firm asks by itself before it is called again
    "relationship_today",  # 0..1, mean over customers under today's care
    "candidates_per_second",  # ceiling of all that may happen to a customer
    # a year, the most of any month: leaving without a relationship, orders with a full one
    "maximum_churn",
    "maximum_orders",
    "maximum_opportunities",
    "maximum_recommendations",
    "maximum_growth",  # largest size of its market against the first day
    "contact_stretch",  # how much longer than planned contacts take under today's hours
    "relationship_fresh",  # right after a contact under today's care
    "relationship_bare",  # to which it tends without contacts
    "fading_per_day",  # speed at which it does
    "margin",  # share of revenue kept, over its products by what their contracts bring
)

CONTRACT = _parameters(
    "term_months", "renewal_months",  # 0: a customer may leave on any day
    "notice_months",
    "bill_months",  # 0: what ran in a calendar month is billed at its end
    "in_advance",
    "has_dates",  # 1 if anything of it happens on dates of its own
    "setup_distribution",  # currency, once; NOBODY without
    "steps",  # years of `price_steps`
    "pilot_months", "pilot_price", "pilot_passes",
    "downgrades", "downgraded_to",  # shares
    "paid_after", "paid_after_months",  # seconds from a bill to its payment; calendar months, or 0
)  # fmt: skip
"""One row a segment."""

STEP = _parameters(
    "applies",  # 1 if the step exists in the segment
    "kind",  # codes.IS_STAGE, IS_CONTACT, IS_OPPORTUNITY
    "hours_distribution", "delay_distribution", "hand_over_distribution",
    "passes", "repeats",
    "skill",  # code of the skill that drives it
    "skill_effect", "fit_effect", "discovery_effect", "motivation_effect", "product_effect",
    "listening", "accepts", "receiver",
    "has_bar",  # 1 where discovery and the bar decide
    "patience_distribution",  # days for which a case waits to be worked on, or NOBODY
    "goes_cold_in",  # seconds, half-life of interest while it does; 0: it does not fade
    "first_wait", "waits",  # rows of `nodes` that say instead what each wait leaves; 0: none
    # loyalty
    "every",  # seconds between contacts
    "effect",  # gain of relationship per contact
    "per_year",  # opportunities per customer
    "worth_distribution", "worth_is_share", "worth_is_product", "grows", "referral_rate",
    "win_effect", "refusal_effect",  # of a yes and a no, on the relationship
    "routing",
    # derived
    "share_passing",  # as typed, or what a typed win rate leaves to the last stage
    "intercept", "bar", "belief", "hours_ahead", "discovery_today", "skill_today",
    "product_today", "motivation_today",
)  # fmt: skip
"""One row a step x segment."""

CHANNEL = _parameters(
    "leads_per_year",  # at today's budget
    "budget_per_month",
    "per_customer",  # recommendations of a customer a year, at today's budget and relationship
    "relationship_effect",  # on them, per unit above today's
    "budget_ratio",  # budget over today's
    "without_budget",
    "at_most",  # shape of the response
    "peak_size",  # share more at the peak than the mean
    "peak_at",  # seconds from the start to the middle of the peak month
    "goes_cold_in",  # seconds, half-life of interest
    "first_wait",
    "waits",  # rows of `nodes` that say instead what each wait leaves; 0: none
    "patience_distribution",  # days for which a lead waits for its first answer, or NOBODY
    "passes",  # share that agrees to meet when answered promptly
    "informed",
    "quality",
    "routing",
    "given_up_at",  # share of interest left at which nobody answers any more
    # derived
    "kept",  # share of interest left when today's team answers a lead
    "coming",
    "maximum_coming",  # leads a year at the budget, in this month and the most of any
)

PERSON = _parameters(
    "base_per_year", "on_target_per_year", "charges", "valued_at_per_year",
    "paid_every_months", "raise_per_year", "hiring_cost",
    "minimum_per_year", "draw_per_year",
    "thirteenth_salary",  # monthly salaries a year
    "guarantee",  # share of the target variable pay
    "level",  # personal level of motivation, without the style's lift
    "level_of_role",  # the same, of whoever comes to the post later
    "attrition_per_year",  # hazard of a settled person at today's motivation
    "leaves_below_per_year", "leaves_below_months", "leaves_below_share",  # 0: for no pay
    "severance", "shared_credit",  # months of base pay; share
    "administration",
    "block_share",  # of the working week that is the prospecting block
    "pace",  # hours of conquest work against those of the stages; 1 where nothing else is typed
    "adherence",
    "next_deal",  # which waiting case comes first
    "next_lead",  # where a waiting lead stands among them
    "appointments_per_day",  # aim; 0 where there is none
    "onboarding",  # seconds from the start
    "full_time",  # hours a week over the company's full time
    "accompaniment_hours",  # hours that newcomers of the role get in today's onboarding
    "unaccompanied",  # speed of the ramp lost without them
    "is_dated",  # 1 for people whose first day is known: they ramp from it on
    # Of today's plan, currency a year, where marginal pay moves effort:
    "on_target_today",
    "marginal_pay_today",  # what usual sales pay, on average up to them
)  # fmt: skip
"""One row a rep."""

KIND_OF_PERSON = _parameters(
    "until",  # cumulative chance among the kinds of a role
    "stays",  # mean seconds from the first day to the last; 0 where the role's rate holds
    "level",  # personal level of motivation, without the style's lift; NOBODY for the role's
    "productivity",  # row of `productivity`, or NOBODY for the role's
    "number",  # of a kind of recruits, from 1 in the order of the role; 0 for no such kind
)
"""One row a kind of person that is drawn; those of a role stand together."""

PRODUCTIVITY = _parameters(
    "per_year",  # of one settled person: currency, or contracts
    "counts_money",
    "per_year_today",
    "today_counts_money",  # the same of today's team; 0 where none is typed
    "people",  # settled ones, at full time of the role
    "administration",
    "selling_share",  # of paid time; what the typical one leaves
    # derived
    "pace",
    "pace_today",  # hours of conquest work against those of the stages
)
"""One row a role, or kind of its recruits, whose sales are typed."""

COMPONENT = _parameters(
    "of",  # codes of measures; NOBODY where the payee has fewer components
    "share",
    "motions", "segments", "products",  # bit masks; -1 for all
    "has_quota",
    "quota_per_year",  # money or a number; of the whole contest where it is `quota_once`
    "quota_once",
    "target_per_year",  # pay at the quota
    "above_base",  # 1 where the target is what on-target pay is above the base
    "pays_for_credit",  # 1 where tiers are rates on the credit
    "tiers", "retroactive",
    "threshold", "cap",  # shares of the quota; 0 for no cap
    "at_most_per_year",  # 0 for no limit
    "prize", "winners",  # 0 for none
    "period_months", "paid_months",  # 0 for once, at a contest's end
    "counts_for", "clawback",  # seconds from a customer's first contract; 0 for none
    "counts_for_months", "clawback_months",  # calendar months that stand for them; 0 for none
    "begins", "ends",  # seconds
    "pace",  # credit a year of who sells as usual, own part; kept where marginal pay moves effort
)  # fmt: skip
"""One row a payee x component. Payees are the reps, then the managers."""

TIER = _parameters("begins", "pays")
"""One row a payee x component x tier."""

MANAGER = _parameters(
    "base_per_year",  # of all who do not sell as well
    "base_of_one",  # currency a year
    "people",  # of the kind, before a rule adds others
    "one_per",  # most people whom one leads; 0 without a rule
    "found_in",  # months
    "starts_in",  # month of the horizon in which they come, or NOBODY: here for long
    "hiring_cost",
    "tops_up_to",  # currency a year of one who does, pay as a rep included; 0 for that pay alone
    "charges", "coaching",  # share of hours spent with the team
    "accompanies",  # hours a week, in onboarding
    "interviews_per_month", "interview_hours", "future",
    "meetings_per_month", "meeting_hours", "meeting_effect",
    "preparation",
    "debrief",  # NOBODY where it takes as long as the preparation
    "indicators", "focus", "skill",
)  # fmt: skip

MOVER = _parameters("size")
"""How far an event moves motivation; rows codes.BY_*."""

REP_TYPE = _parameters(
    "call_weight", "lead_weight", "care_weight", "motivation", "call_share", "booked_share"
)
"""Today's kinds of rep, by which typed rates are anchored; one row a kind x segment. Weights are
shares of the segment's hours of calling, of what comes of its leads, and of its customers' care;
the shares of calls made and of meetings booked are derived."""

SCHEDULED = _parameters("value")
"""One row a value that a parameter has in some month, where it moves in time."""

CHANGE = row_type(
    ("target", "i8"),
    ("source", "i8"),  # places in the parameters buffer
    ("factor", "f8"),
    ("least", "f8"),
    ("greatest", "f8"),
)
"""One row a change of a parameter: from a month on it is the source times the factor, within least
and greatest. Rows of a month stand together."""

CHANGES_OF_MONTH = row_type(
    ("first", "i8"),
    ("end", "i8"),  # rows of the changes
    ("solves", "i8"),  # 1 where typed rates change, so that their intercepts are solved for anew
)
"""One row a month; the first month says all parameters that move."""

UNCERTAIN_PARAMETER = row_type(
    ("path", "i8"),  # row of the key path: slots of one path share a draw
    ("key", "u8"),
    ("slot", "i8"),  # place in the parameters buffer
    ("family", "i8"),  # distributions.POSITIVE and the like
    ("low", "f8"),
    ("high", "f8"),
    ("least", "f8"),
    ("greatest", "f8"),
)
"""One row an uncertain parameter: 8 in 10 of its values lie between low and high, all between
least and greatest."""
