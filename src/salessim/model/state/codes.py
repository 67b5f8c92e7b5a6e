"""Named numbers: every code that a table's row may hold.

Rules and tables speak in these names; a bare number in a rule is a defect.
"""

NOBODY = -1
"""No person, no firm, no row."""
NEVER = 1 << 62
"""A time (seconds) that no horizon reaches."""

# Motions
CONQUEST = 0
LOYALTY = 1
MOTIONS = 2
MOTION_NAMES = ("conquest", "loyalty")
SERVES_CONQUEST = 1
SERVES_LOYALTY = 2

# Skills, in the order of the skills grid
PROSPECTING = 0
DISCOVERY = 1
PROPOSAL = 2
NEGOTIATION = 3
ACCOUNT_CARE = 4
PRODUCT = 5
SKILLS = 6
SKILL_NAMES = ("prospecting", "discovery", "proposal", "negotiation", "account_care", "product")

# What a firm is to us
AVAILABLE = 0
RESTING = 1
IN_DEAL = 2
CUSTOMER = 3
GONE = 4

# What a deal is
OPEN = 0
WON = 1
LOST = 2
ON_PILOT = 3
"""The buyer has said yes to a pilot, and signs or not at its end."""

# Whether a customer's contract is a pilot still: not, yes, and kept by another than its winner
KEPT_BY_ANOTHER = 2

# What an open deal waits for
FOR_REP = 0
FOR_BUYER = 1
IN_WORK = 2
FOR_HAND_OVER = 3
FOR_SPECIALIST = 4
"""The owner's work is done, a specialist's is not."""

# How a lost deal was lost
NOT_LOST = 0
REFUSED = 1
DISQUALIFIED = 2
UNANSWERED = 3
FORGOTTEN = 4
CUSTOMER_LEFT = 5
BROKEN_OFF = 6
"""A call that its caller did not finish before leaving."""
LEFT_COLD = 7
"""A deal that went cold when its rep left."""
GIVEN_UP = 8
"""A lead whose interest faded before anybody answered it."""
NOT_ACCEPTED = 9
"""A deal that whoever was to take it over did not take."""
ABANDONED = 10
"""Work whose patience ended while it waited."""
NOT_PASSED = 11
"""A pilot after which no contract was signed."""
LOSS_NAMES = (
    "", "refused", "disqualified", "unanswered", "forgotten", "customer left", "broken off",
    "gone cold when its rep left", "gone cold unanswered", "not accepted", "gone cold waiting",
    "pilot did not pass",
)  # fmt: skip

# Whether a customer's next contact stands in a queue
NOT_QUEUED = 0
QUEUED = 1
WITHDRAWN = 2
"""Still linked in the queue, but the customer has left: skipped when its turn comes."""

# Tasks of a rep
NO_TASK = 0
CALL = 1
STEP = 2
CONTACT = 3
TOUCH = 4
PIECE = 5
"""A specialist's piece of a case."""
TASK_NAMES = ("none", "call", "step", "contact", "touch", "specialist's work")

# Kinds of a step in the two funnels
IS_STAGE = 0
IS_CONTACT = 1
IS_OPPORTUNITY = 2

# Who gets a piece of work
OWNER = 0
ROUND_ROBIN = 1
POOLED = 2
LEAST_LOADED = 3
BEST_SKILL = 4
EQUAL_SKILLS = 0.01
"""Of the best: who is within it is as good, so that a first case's experience is no lead."""
ROUTING_NAMES = ("owner", "round_robin", "pooled", "least_loaded", "best_skill")

# Who gets a deal that comes to a stage which its owner's role does not work
TO_LEAST_WAITING = 0
TO_NEXT_IN_TURN = 1
TO_BEST_SKILL = 2
TO_POD = 3
TO_TERRITORY = 4
TO_POOL = 5
RECEIVER_NAMES = (
    "least_loaded", "round_robin", "best_skill", "pod", "territory", "pooled",
)  # fmt: skip

# When reps call on their own initiative
OUTBOUND_NONE = 0
OUTBOUND_BLOCK = 1
OUTBOUND_WHEN_FREE = 2
OUTBOUND_NAMES = ("none", "block", "when_free")

# Which waiting deal is taken first
LATEST_STAGE = 0
OLDEST = 1
VALUE_PER_HOUR = 2
NEXT_DEAL_NAMES = ("latest_stage", "oldest", "value_per_hour")

# Where a waiting lead stands among them
FRESHEST = 0
LIKE_DEALS = 1
NEXT_LEAD_NAMES = ("freshest", "like_deals")

# Who takes over from a leaver
TO_LEAST_LOADED = 0
TO_POST = 1
HAND_OVER_NAMES = ("least_loaded", "post")

# Who covers for somebody who is away, if it is no single rep
TO_COLLEAGUES = -2

# What moves motivation
BY_WIN = 0
BY_LOSS = 1
BY_DROUGHT = 2
BY_QUOTA = 3
BY_INTERVIEW = 4
BY_FEEDBACK = 5
BY_PAY = 6
BY_OVERLOAD = 7
MOVERS = 8
BY_RETURN = MOVERS
"""Return to the personal level: no event, but it moves motivation too."""
BY_GOAL = MOVERS + 1
"""Distance to the quota: a shift that passes with the pay period."""
MOVER_NAMES = (
    "win", "loss", "drought", "quota", "interview", "feedback", "pay", "overload", "return", "goal",
)  # fmt: skip

# Kinds of events, in the order in which they happen at one instant.
# Settling comes last: first everything changes, then free reps look for work.
ABSENCE = 0
CREDIT_ENDS = 1
MONTH_END = 2
HIRE = 3
DAY_START = 4
TASK_DONE = 5
NOTICE = 6
LEAVE = 7
BUYER_REPLY = 8
FIRM_BACK = 9
ACCOUNT_CANDIDATE = 10
CONTRACT_DATE = 11
CONTACT_DUE = 12
LEAD = 13
TOUCH_DUE = 14
ABANDONMENT = 15
RECEIVED = 16
KEEPER_DUE = 17
SETTLE = 18
EVENT_NAMES = (
    "absence", "credit ends", "month end", "hire", "day start", "task done", "notice", "leave",
    "buyer reply", "firm back", "account candidate", "contract date", "contact due", "lead",
    "touch due", "abandonment", "received", "keeper due", "settle",
)  # fmt: skip

# What the log's rows say (`what`)
LOG_LEAD = 0
LOG_CALL = 1
LOG_ENTERED = 2
LOG_ADVANCED = 3
LOG_REPEATED = 4
LOG_LOST = 5
LOG_WON = 6
LOG_WORKED = 7
LOG_TASK_DONE = 8
LOG_REVENUE = 9
LOG_CUSTOMER_GAINED = 10
LOG_CUSTOMER_LOST = 11
LOG_PAID = 12
LOG_HIRED = 13
LOG_DAY = 14
LOG_CONTACT = 15
LOG_STARTED = 16
LOG_BOOKED = 17
LOG_LEFT = 18
LOG_HANDED_OVER = 19
LOG_CREDITED = 20
LOG_EARNED = 21
LOG_SENT = 22
LOG_RECEIVED = 23
LOG_KEEPER = 24
LOG_BILLED = 25
LOG_NOTICE = 26
LOG_RENEWED = 27
LOG_ABSENT = 28
LOG_BACK = 29
LOG_MANAGERS = 30
LOG_NOT_FREE = 31
LOG_RECOMMENDED = 32
LOG_PILOT = 33
LOG_PILOT_REFUSED = 34
LOG_NAMES = (
    "lead", "call", "entered", "advanced", "repeated", "lost", "won", "worked", "task done",
    "revenue", "customer gained", "customer lost", "paid", "hired", "day", "contact", "started",
    "booked", "left", "handed over", "credited", "earned", "sent", "received",
    "keeper", "billed", "notice given", "renewed", "absent", "back", "managers hired", "not free",
    "recommended", "pilot begun", "pilot refused",
)  # fmt: skip

# Activities of a rep's paid time (`detail` of LOG_DAY and LOG_WORKED)
PAID = 0
ADMINISTRATION = 1
MEETING = 2
ONBOARDING = 3
SLACK = 4
SICKNESS = 5
IDLE = 6
CALLING = 7
WINNING = 8
KEEPING = 9
ACTIVITY_NAMES = (
    "paid", "administration", "meeting", "onboarding", "slack", "sick", "free",
    "prospecting", "conquest", "loyalty",
)  # fmt: skip

# What a component of pay counts
BOOKINGS = 0
REVENUE = 1
COLLECTED = 2
CONTRACTS = 3
RENEWALS = 4
MEETINGS = 5
MEETINGS_BOOKED = 6
ATTAINMENT = 7
MEETINGS_ACCEPTED = 8
MEASURE_NAMES = (
    "bookings", "revenue", "collected", "contracts", "renewals", "meetings", "meetings_booked",
    "attainment", "meetings_accepted",
)  # fmt: skip
MEASURES = len(MEASURE_NAMES)

# What makes running subscriptions more or less
OPENING = 0
"""They run on day one."""
NEW = 1
CHANGED = 2
"""More or less with a customer who stays: expansion and contraction."""
CHURNED = 3

# Kinds of payment (`detail` of LOG_PAID)
BASE_PAY = 0
VARIABLE_PAY = 1
CHARGES = 2
UNPAID_WORK = 3
MANAGERS_PAY = 4
SEVERANCE = 5
GUARANTEE = 6
"""What a guarantee pays above what was earned."""
DRAW = 7
"""An advance."""
DRAW_EARNED = 8
"""What was earned against an advance: not paid again, so below zero."""
CLAWBACK = 9
"""Pay taken back, below zero; above it where a payment below zero is owed on."""
TOP_UP = 10
"""What lacks to the legal minimum."""
THIRTEENTH_SALARY = 11
STATEMENT_LINES = (
    BASE_PAY, GUARANTEE, CLAWBACK, DRAW, DRAW_EARNED, TOP_UP, THIRTEENTH_SALARY, SEVERANCE,
)  # fmt: skip
"""Lines of a statement besides the components: with them it adds up to what is paid."""
PAYMENT_NAMES = (
    "fixed pay", "variable pay", "charges", "unpaid work", "managers", "severance", "guarantee",
    "draw", "draw earned", "clawback", "top-up to the minimum", "13th salary",
)  # fmt: skip

# Status that the compiled loop returns
DONE = 0
FULL_DEALS = 1
FULL_HEAP = 2
FULL_LOG = 3
FULL_OUTBOX = 4
STOPPED = 5  # from outside: whoever waits for the replication wants it to end
FIRST_BAD_ANSWER = 16
"""And so many more as the number of the slot (`slots`) whose own rule gave no usable answer."""
