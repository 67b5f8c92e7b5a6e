"""The tables of a world, declared once: all that is done to tables follows from this list.

What an added table costs: one entry of `TABLES` (and a row type in `rows` if it is no array of
plain numbers), plus the rule that writes it. From the list follow

- the world's fields, in compiled rules too (`World`),
- the first contents (`allocated`; the assembly fills only what a scenario says),
- working copies and their reset before each replication (`engine.state`),
- growth, where a table may fill up (`engine.state.grown`),
- what a batch holds, what its digest covers and what the two engines are compared by (`OUTPUTS`).
"""

from collections import namedtuple
from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from salessim.model.state.codes import (
    FULL_DEALS,
    FULL_HEAP,
    FULL_LOG,
    MEASURES,
    MOTIONS,
    MOVER_NAMES,
    MOVERS,
    NEVER,
    NOBODY,
    PAYMENT_NAMES,
    SKILLS,
)
from salessim.model.state.outputs import (
    FUNNEL,
    LEAD_COUNT,
    LEDGER,
    LOG,
    MONTH,
    REP_MONTH,
    REP_STEP,
    STATEMENT,
)
from salessim.model.state.parameters import (
    CHANGE,
    CHANGES_OF_MONTH,
    CHANNEL,
    COMPANY,
    COMPONENT,
    CONTRACT,
    DISTRIBUTION,
    KIND_OF_PERSON,
    MANAGER,
    MOVER,
    PERSON,
    PRODUCTIVITY,
    REP_TYPE,
    SCHEDULED,
    SEGMENT,
    STEP,
    TIER,
    UNCERTAIN_PARAMETER,
)
from salessim.model.state.rows import (
    AGREEMENT,
    BUCKET,
    CHANNEL_STATE,
    CHUNK,
    CREDIT,
    DAY,
    DAY_AHEAD,
    DEAL,
    EARNING,
    FIRM,
    GRADES,
    ITEM,
    LIST_END,
    PAYEE,
    PRODUCT_ROW,
    RECURRING,
    REP,
    RUN,
    SEGMENT_STATE,
    SIZES,
    TENDENCY,
)
from salessim.model.state.slots import SLOTS, facts_type

F8 = np.dtype("f8")
I8 = np.dtype("i8")
I4 = np.dtype("i4")
I1 = np.dtype("i1")


class TableRole(Enum):
    """What happens to a table between and after replications."""

    FIXED = "what the scenario says: no rule writes it, and working copies share it"
    PARAMETER = "a view of the buffer `parameters`, which is state"
    STATE = "each replication starts with what the pristine world says"
    WORKSPACE = "written before it is read: a copy's own, and never reset"
    OUTPUT = "state that is handed over after each replication, digested and compared"


class WorldTable(NamedTuple):
    """A table of the world.

    Attributes:
        name: the world's field.
        row: dtype of an entry.
        shape: lengths, or names of dimensions: the fields of SIZES, and those that `allocated` is
            told or finds in a table that the scenario fills.
        role: see `TableRole`.
        first: what each entry holds at first, by field where only some are not zero.
        full: status that says that the table is full: it is doubled then. 0 for one that never is.
        besides: size whose rows the table has besides those that are doubled.
        opening: size that says how many rows the pristine world has; only they are reset.
        batch: what a batch calls an output, if not as the world does.
    """

    name: str
    row: np.dtype
    shape: tuple[str | int, ...]
    role: TableRole
    first: int | Mapping[str, int] = 0
    full: int = 0
    besides: str = ""
    opening: str = ""
    batch: str = ""


FIXED, PARAMETER, STATE, WORKSPACE, OUTPUT = TableRole

TABLES: tuple[WorldTable, ...] = (
    WorldTable("sizes", SIZES, (1,), FIXED),
    WorldTable("run", RUN, (1,), STATE, first={"free_chunk": NOBODY}),
    # What the scenario says.
    WorldTable("parameters", F8, ("parameters",), STATE),
    WorldTable("company", COMPANY, (1,), PARAMETER),
    WorldTable("distributions", DISTRIBUTION, ("distributions",), PARAMETER),
    WorldTable("segments", SEGMENT, ("segments",), PARAMETER),
    WorldTable("contracts", CONTRACT, ("segments",), PARAMETER),
    WorldTable("steps", STEP, ("steps", "segments"), PARAMETER),
    WorldTable("channels", CHANNEL, ("channels",), PARAMETER),
    WorldTable("people", PERSON, ("reps",), PARAMETER),
    WorldTable("managers", MANAGER, ("managers",), PARAMETER),
    WorldTable("kinds", KIND_OF_PERSON, ("kinds",), PARAMETER),
    WorldTable("productivity", PRODUCTIVITY, ("productivity",), PARAMETER),
    WorldTable("components", COMPONENT, ("payees", "components"), PARAMETER),
    WorldTable("tiers", TIER, ("payees", "components", "tiers"), PARAMETER),
    WorldTable("movers", MOVER, (MOVERS,), PARAMETER),
    WorldTable("rep_types", REP_TYPE, ("rep_types", "segments"), PARAMETER),
    WorldTable("scheduled", SCHEDULED, ("scheduled",), PARAMETER),
    WorldTable("company_today", COMPANY, (1,), PARAMETER),
    WorldTable("segments_today", SEGMENT, ("segments",), PARAMETER),
    WorldTable("steps_today", STEP, ("steps_today", "segments"), PARAMETER),  # those gone come last
    WorldTable("channels_today", CHANNEL, ("channels_today",), PARAMETER),
    WorldTable("manager_hours", F8, ("managers", "months"), FIXED),  # working hours
    WorldTable("hours_of_one", F8, ("managers", "months"), FIXED),  # of one of the kind
    WorldTable("manager_here", F8, ("managers", "months"), FIXED),  # share of the month
    WorldTable("manager_ramps", F8, ("managers", "months"), FIXED),  # by months of tenure
    WorldTable("sells_as", I8, ("managers",), FIXED),  # row of the rep that a manager is, or NOBODY
    # By competence and motivation (1: high), of the manager's style, on motivation.
    WorldTable("style_effects", F8, ("managers", 2, 2), FIXED),
    WorldTable("step_weights", F8, ("rep_types", "steps", "segments"), FIXED),  # share of cases
    WorldTable("rep_type_skills", F8, ("rep_types", SKILLS), FIXED),
    WorldTable("nodes", F8, ("nodes", 2), FIXED),  # chance and value, of tables of quantiles
    WorldTable("mix", F8, ("channels", "segments"), FIXED),  # cumulative
    WorldTable("mix_today", F8, ("channels_today", "segments"), FIXED),  # cumulative
    # To which segments customers of each recommend us, cumulative; 0 of those who do not.
    WorldTable("recommended", F8, ("channels", "segments", "segments"), FIXED),
    WorldTable("recommended_today", F8, ("channels_today", "segments", "segments"), FIXED),
    WorldTable("shares", F8, ("territories",), FIXED),  # cumulative
    WorldTable("products", PRODUCT_ROW, ("products",), FIXED),
    WorldTable("ramps", F8, ("ramp_steps",), FIXED),
    WorldTable("payees", PAYEE, ("payees",), FIXED),
    WorldTable("credits", CREDIT, ("credits",), FIXED),
    # Attainment that a component asks of another, or 0.
    WorldTable("gates", F8, ("payees", "components", "components"), FIXED),
    WorldTable("quota_ramps", F8, ("quota_ramp_steps",), FIXED),
    # Different times for which revenue counts: seconds, and calendar months that stand for them.
    WorldTable("credit_times", I8, ("credit_times", 2), FIXED),
    WorldTable("days", DAY, ("calendars", "days"), FIXED),
    # Working days a year by the days since the one before, of those who look after customers.
    WorldTable("gaps", F8, ("longest_gap",), FIXED),
    WorldTable("gaps_today", F8, ("longest_gap_today",), FIXED),
    WorldTable("borders", I8, ("borders",), FIXED),  # of months, in seconds
    # First seconds of calendar months from MONTHS_AROUND before the horizon to as many after it.
    WorldTable("calendar_months", I8, ("calendar_months",), FIXED),
    WorldTable("price_steps", F8, ("segments", "contract_years"), FIXED),  # price by year
    WorldTable("step_roles", I8, ("steps", "roles"), FIXED),  # place in preference, or NOBODY
    WorldTable("step_ranks", I8, ("steps",), FIXED),  # how many places there are
    WorldTable("step_groups", I8, ("steps",), FIXED),  # row of `group_roles`
    # Groups of the specialists beside each step, and the distributions of their hours, or NOBODY.
    WorldTable("specialist_groups", I8, ("steps", "specialists"), FIXED),
    WorldTable("specialist_hours", I8, ("steps", "specialists"), FIXED),
    WorldTable("step_groups_today", I8, ("steps",), FIXED),  # equal where the same roles work
    WorldTable("group_roles", I8, ("work_groups", "roles"), FIXED),  # place from 1, 0: none of it
    WorldTable("pods", I8, ("reps",), FIXED),  # who works together, or NOBODY
    WorldTable("uncertain_parameters", UNCERTAIN_PARAMETER, ("uncertain_parameters",), FIXED),
    WorldTable("changes", CHANGE, ("changes",), FIXED),
    WorldTable("changes_of_month", CHANGES_OF_MONTH, ("months",), FIXED),
    # Levels between which 8 in 10 people of a kind lie; equal where they do not differ.
    WorldTable("kind_levels", F8, ("kinds", SKILLS, 2), FIXED),
    # Of one settled person whose sales are typed, a year: hours of conquest, those in which calls
    # are made at most, first meetings that are aimed at, and leads; and the stages worked.
    WorldTable("productive_hours", F8, ("productivity", "segments"), FIXED),
    WorldTable("productive_block", F8, ("productivity", "segments"), FIXED),
    WorldTable("productive_meetings", F8, ("productivity", "segments"), FIXED),
    WorldTable("productive_leads", F8, ("productivity", "channels_today", "segments"), FIXED),
    WorldTable("productive_steps", I8, ("productivity", "conquest_steps"), FIXED),
    # Hours of conquest, and of calls at most, of all today's callers of the role.
    WorldTable("productive_team", F8, ("productivity", 2, "segments"), FIXED),
    WorldTable("role_skills", F8, ("reps", SKILLS), FIXED),  # of whoever comes to the post later
    # Steps by which a segment's customers are looked after, or NOBODY.
    WorldTable("contact_steps", I8, ("segments", "contact_kinds"), FIXED),
    WorldTable("absences", I8, ("absences", 2), FIXED),  # first second, and that of the return
    WorldTable("splits", F8, ("splits", "reps", "buckets"), FIXED),  # planned shares of hours
    WorldTable("split_of_month", I8, ("months",), FIXED),  # row of `splits` from then on, or NOBODY
    WorldTable("fits", F8, ("fit_nodes",), FIXED),  # nodes of the market's distribution of fit
    # What is.
    WorldTable("reps", REP, ("reps",), STATE),
    # Managers whom a rule adds: those needed from the first on, and the starts of each month.
    WorldTable("managers_needed", I8, ("managers",), STATE),
    WorldTable("manager_starts", I8, ("managers", "months"), STATE),
    WorldTable("earnings", EARNING, ("payees", "components"), STATE),
    # What reps did, by measure, since the start and up to the period's; kept for rules of pay.
    WorldTable("done", F8, ("reps", MEASURES), STATE),
    WorldTable("done_before", F8, ("reps", "components", MEASURES), STATE),
    # Credit to come, by the month in which customers pay.
    WorldTable("to_come", F8, ("payees", "components", "months_to_come"), STATE),
    WorldTable("learned_from", F8, ("reps", SKILLS), STATE),  # skills on the person's first day
    WorldTable("buckets", BUCKET, ("queues", "buckets"), STATE),
    # For whom a firm is covered: a rep as its keeper, reps + rep as a deal's owner only, or NOBODY.
    WorldTable("covered", I8, ("covered_firms",), STATE, first=NOBODY),
    WorldTable("contact_dates", I8, ("firms", "contact_kinds"), STATE, first=NEVER),  # when due
    WorldTable("firms", FIRM, ("firms",), STATE),
    WorldTable("agreements", AGREEMENT, ("agreements",), STATE,
          first={"next_at": NEVER, "ends": NEVER, "leaves": NEVER, "billed_to": NEVER}),
    WorldTable("tendencies", TENDENCY, ("tendencies",), STATE, first={"own_churn": NOBODY}),
    WorldTable("lists", LIST_END, ("territories", "segments", GRADES), STATE,
          first={"first": NOBODY, "last": NOBODY}),
    WorldTable("deals", DEAL, ("deal_rows",), WORKSPACE, full=FULL_DEALS, opening="opening_deals"),
    WorldTable("items", ITEM, ("item_rows",), WORKSPACE, full=FULL_DEALS, besides="firms"),
    # Which firms are free, by place in the territory; then which of each MARKS of these marks hold
    # any, level by level up to one mark of all.
    WorldTable("free_marks", I1, ("free_marks",), STATE),
    # Firms of a segment and territory by their places, which stand together; none where all places
    # are the rows themselves, in a single territory.
    WorldTable("firm_places", I4, ("placed_firms",), WORKSPACE),
    WorldTable("firms_by_place", I4, ("placed_firms",), WORKSPACE),
    WorldTable("first_places", I8, ("segments", "territory_ends"), STATE),
    WorldTable("channel_states", CHANNEL_STATE, ("channels",), STATE),
    WorldTable("segment_states", SEGMENT_STATE, ("segments",), STATE),
    # Who had the last turn, by channel, by none, and by receiving stage; territory and segment.
    WorldTable("turns", I8, ("turn_sources", "territories", "segments"), STATE, first=NOBODY),
    WorldTable("recurring", RECURRING, ("segments", MOTIONS), STATE),
    # Events to come: see `rules.outbox` and `engine.event_queue`.
    WorldTable("outbox", I8, ("outbox_rows",), WORKSPACE),
    WorldTable("heap", I8, ("heap_rows",), WORKSPACE, full=FULL_HEAP),
    WorldTable("soon", I8, ("heap_rows",), WORKSPACE, full=FULL_HEAP),
    WorldTable("chunks", I8, ("chunk_rows", CHUNK + 1), WORKSPACE, full=FULL_HEAP),
    # Days of the horizon, that of its end and an empty one.
    WorldTable("days_ahead", DAY_AHEAD, ("event_days",), STATE),
    # While rates are derived, and what is derived by fit, grade or attempt.
    WorldTable("scratch", F8, ("rep_types", "fit_nodes"), WORKSPACE),  # weights
    WorldTable("attempt_shares", F8, ("segments", "attempts_today"), WORKSPACE),  # of calls
    WorldTable("fit_at", F8, ("conquest_steps", "segments", "fit_nodes"), WORKSPACE),  # on entering
    WorldTable("won_at", F8, ("segments", "fit_nodes"), WORKSPACE),  # today's chance of a contract
    WorldTable("resting", F8, ("segments", GRADES), WORKSPACE),  # share that cools off today
    WorldTable("call_shares", F8, ("segments", GRADES), WORKSPACE),  # where today's calls go
    # Rules of the user's own: addresses of functions, or 0, and what they are handed.
    WorldTable("stop", I8, (1,), WORKSPACE),  # written from outside: not 0 ends the replication
    WorldTable("own_rules", I8, (len(SLOTS),), WORKSPACE),
    *(
        WorldTable(f"asked_{slot.name}", facts_type(number), (1,), WORKSPACE)
        for number, slot in enumerate(SLOTS)
    ),
    # What a replication hands over.
    WorldTable("log", LOG, ("log_rows",), WORKSPACE, full=FULL_LOG),
    WorldTable("months", MONTH, ("months", "segments", MOTIONS), OUTPUT),
    WorldTable("ledger", LEDGER, ("months",), OUTPUT),
    WorldTable("rep_months", REP_MONTH, ("reps", "months"), OUTPUT, batch="reps"),
    WorldTable("statements", STATEMENT, ("payees", "components", "months"), OUTPUT),
    # Currency, by codes.PAYMENT_NAMES.
    WorldTable("payments", F8, ("payees", "months", len(PAYMENT_NAMES)), OUTPUT),
    WorldTable("funnel", FUNNEL, ("steps", "segments"), OUTPUT),
    WorldTable("lead_counts", LEAD_COUNT, ("channels",), OUTPUT, batch="leads"),
    WorldTable("rep_steps", REP_STEP, ("reps", "steps"), OUTPUT, batch="work"),
    # How far each mover moved motivation, over all reps; return and goal included.
    WorldTable("moved", F8, ("months", len(MOVER_NAMES)), OUTPUT),
    WorldTable("skills", F8, ("reps", SKILLS), OUTPUT, batch="grid"),
    WorldTable("drawn", F8, ("uncertain_paths",), OUTPUT, batch="uncertain_values"),  # chances
)  # fmt: skip

PARAMETER_ROWS = {table.name: table.row for table in TABLES if table.role is PARAMETER}
OUTPUTS = tuple(table for table in TABLES if table.role is OUTPUT)
"""In the order in which a digest covers them."""

if TYPE_CHECKING:

    class World(tuple[np.ndarray, ...]):
        """Everything that a rule may read or change: an array for each of `TABLES`."""

        def __new__(cls, **tables: np.ndarray) -> Self:
            """Return a world of these tables, one for each name."""

        def __getattr__(self, name: str) -> Any:
            """Return a table."""

        def _replace(self, **tables: np.ndarray) -> Self:
            """Return the same world with some other tables."""

else:
    World = namedtuple("World", [table.name for table in TABLES])


def allocated(
    filled: Mapping[str, np.ndarray], dimensions: Mapping[str, int]
) -> dict[str, np.ndarray]:
    """Return all tables: those that are filled as they are, the others as they are at first.

    dimensions: lengths by name; those that stand in no filled table.

    Raises:
        ValueError: a filled table is not what is declared.
    """
    lengths = dict(dimensions)
    for table in TABLES:
        if table.name in filled:
            _check(table, filled[table.name], lengths)
    return {
        table.name: filled[table.name] if table.name in filled else _first(table, lengths)
        for table in TABLES
    }


def _check(table: WorldTable, array: np.ndarray, lengths: dict[str, int]) -> None:
    """Hold a filled table to its declaration; learn the lengths that are not known yet."""
    if array.dtype != table.row or array.ndim != len(table.shape):
        raise ValueError(f"{table.name} is declared {table.row} by {table.shape}")
    for dimension, length in zip(table.shape, array.shape, strict=True):
        if isinstance(dimension, int):
            declared = dimension
        else:
            declared = lengths.setdefault(dimension, length)
        if length != declared:
            raise ValueError(f"{table.name} has {length} {dimension}, not {declared}")


def _first(table: WorldTable, lengths: Mapping[str, int]) -> np.ndarray:
    shape = [part if isinstance(part, int) else lengths[part] for part in table.shape]
    array = np.zeros(shape, table.row)
    if isinstance(table.first, int):
        if table.first:
            array[...] = table.first
        return array
    for name, value in table.first.items():
        array[name] = value
    return array
