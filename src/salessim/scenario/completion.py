"""What the schema cannot fill in alone, because it depends on other sections.

Only what was left open is filled in: mixes, skills of stages, shares of a time budget, and the
numbers of prospects and customers where a segmentation matrix counts them (typing both is refused,
but for customers who are listed: these are in the matrix's segments).
Where a rule stands here, the field's `otherwise` in the schema says it in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from salessim.elementary import rounds_of
from salessim.scenario.amounts import Amount
from salessim.scenario.schema.funnel import OF_DISCOVERY, SKILL_OF_WORK, Contact, Stage
from salessim.scenario.schema.market import Channel, Product, Segment, Shares
from salessim.scenario.schema.root import ScenarioSections
from salessim.scenario.schema.strategy import IS_CUSTOMER, Matrix
from salessim.scenario.schema.team import Role
from salessim.scenario.schema.time import CONQUEST_SHARE, Budget, MonthSplit, Split, Time
from salessim.scenario.uncertain_default import (
    CURRENCIES,
    MIDDLE_DEAL,
    ORDERS_COUNT,
    churn_by_size,
)
from salessim.units import Quantity

NOTHING = Quantity(0.0)


def completed[P: ScenarioSections](plan: P) -> P:
    """The plan with lead mixes, product mixes, stage skills and time budgets in full.

    Maps whose order means nothing come out sorted by name.
    """
    names = tuple(plan.segments)
    stages = stages_in_full(plan.funnel.conquest)
    products = _with_mixes(_sorted(plan.products))
    full = plan.model_copy(
        update={
            "territories": _sorted(plan.territories),
            "segments": _with_deals(plan.segments, products),
            "products": products,
            "channels": {
                name: _with_mix(channel, names) for name, channel in _sorted(plan.channels).items()
            },
            "funnel": plan.funnel.model_copy(update={"conquest": stages}),
            "managers": _sorted(plan.managers),
            "time": _with_split(plan.time, names),
        }
    )
    return _with_churn(full, exact=plan.defaults == "exact")


def _sorted[T](named: dict[str, T]) -> dict[str, T]:
    return dict(sorted(named.items()))


def stages_in_full(stages: Mapping[str, Stage]) -> dict[str, Stage]:
    """The conquest stages with what each works as and the skill that drives it.

    What is not typed follows from a stage's place and keys, never from its name.
    """
    meeting = _discovery_of(stages)
    full = {}
    for place, (name, stage) in enumerate(stages.items()):
        by_place = "prospecting" if place == 0 else "step"
        works = stage.works or ("discovery" if name == meeting else by_place)
        skill = stage.skill or SKILL_OF_WORK[works]
        full[name] = stage.model_copy(update={"works": works, "skill": skill})
    return full


def _discovery_of(stages: Mapping[str, Stage]) -> str | None:
    """The name of the stage that works as discovery: as typed, else by the keys of discovery."""
    if any(stage.works == "discovery" for stage in stages.values()):
        return None
    for name, stage in stages.items():
        has_keys = any(key in stage.model_fields_set for key in OF_DISCOVERY)
        if stage.works is None and (has_keys or stage.skill == "discovery"):
            return name
    return None


def place_of_discovery(stages: Mapping[str, Stage]) -> int | None:
    """Position of the stage that works as discovery; `stages` are in full."""
    works = [stage.works for stage in stages.values()]
    return works.index("discovery") if "discovery" in works else None


def share_of_cases(stage: Stage) -> float:
    """The share of a stage's cases that go on to the next one, after all their rounds."""
    passes = stage.passes.typical
    return float(passes * rounds_of(passes, stage.repeats.typical))


def prospects_first(stages: Mapping[str, Stage]) -> bool:
    """Whether the first stage is prospecting; `stages` are in full."""
    return [stage.works for stage in stages.values()][:1] == ["prospecting"]


def is_asked_for(plan: ScenarioSections, segment: str) -> bool:
    """Whether firms of a segment may ask for us: by a channel, told by customers, or referred."""

    def has_share(shares: Shares) -> bool:
        return segment in shares and shares[segment].typical > 0.0

    for channel in plan.channels.values():
        by_mix = has_share(channel.mix) or not channel.mix
        if channel.leads.highest > 0.0 and by_mix:
            return True
        own = channel.from_ is None or segment in channel.from_
        if channel.recommends and (own or has_share(channel.to)):
            return True
    return any(
        not isinstance(step, Contact)
        and (step.refers.highest > 0.0 or step.refers.uncertainty is not None)
        and (step.segments is None or segment in step.segments)
        for step in plan.funnel.loyalty.values()
    )


def _with_mixes(products: dict[str, Product]) -> dict[str, Product]:
    """Products without a share split equally what the others leave."""
    open_names = [name for name, product in products.items() if product.mix is None]
    left = 1.0 - sum(product.mix.typical for product in products.values() if product.mix)
    equal = Quantity(max(left, 0.0) / len(open_names)) if open_names else NOTHING
    return {
        name: product.model_copy(update={"mix": product.mix or equal})
        for name, product in products.items()
    }


def _with_deals(segments: dict[str, Segment], products: dict[str, Product]) -> dict[str, Segment]:
    """Segments without a deal, whose products are subscriptions, have their mean price.

    So their customers pay by the year, those of day one too.
    """
    full = {}
    for name, segment in segments.items():
        sold = products_of(products, name)
        if sold and "deal" not in segment.model_fields_set and all(map(recurs, sold)):
            weights = [0.0 if product.mix is None else product.mix.typical for product in sold]
            if sum(weights) <= 0.0:
                weights = [1.0] * len(sold)
            prices = [product.price.per_year for product in sold]
            mean = sum(
                weight * price.typical for weight, price in zip(weights, prices, strict=True)
            )
            deal = prices[0] if len(sold) == 1 else Quantity(mean / sum(weights), period="year")
            segment = segment.model_copy(update={"deal": deal})
        full[name] = segment
    return full


def deal_size(plan: ScenarioSections, segment: str) -> float:
    """What a contract of a segment brings, in a year or once; 10k where amounts are no sizes."""
    if plan.currency not in CURRENCIES:
        return MIDDLE_DEAL
    sold = products_of(plan.products, segment)
    weights = [0.0 if one.mix is None else one.mix.typical for one in sold]
    if sum(weights) <= 0.0:
        return _a_year(plan.segments[segment].deal)
    prices = [weight * _a_year(one.price) for weight, one in zip(weights, sold, strict=True)]
    return sum(prices) / sum(weights)


def work_size(plan: ScenarioSections, segment: str) -> float:
    """What the work on a case or a customer of a segment follows: its deal, and orders in part."""
    orders = plan.segments[segment].orders
    if orders is None or plan.currency not in CURRENCIES:
        return deal_size(plan, segment)
    return deal_size(plan, segment) + ORDERS_COUNT * _a_year(orders)


def _a_year(amount: Quantity) -> float:
    return (amount if amount.period is None else amount.per_year).typical


def _with_churn[P: ScenarioSections](plan: P, exact: bool) -> P:
    """The plan with the churn of each segment that types none, by the size of its deal."""
    segments = {}
    kind = next(part for part in Segment.model_fields["churn"].metadata if isinstance(part, Amount))
    for name, segment in plan.segments.items():
        if segment.churn.by_size:
            default = churn_by_size(deal_size(plan, name))
            churn = kind.read(str(default) if exact else default, plan.currency)
            segment = segment.model_copy(update={"churn": churn})
        segments[name] = segment
    return plan.model_copy(update={"segments": segments})


def products_of(products: Mapping[str, Product], segment: str) -> list[Product]:
    """The products that a segment buys."""
    return [one for one in products.values() if one.segments is None or segment in one.segments]


def recurs(product: Product) -> bool:
    """Whether a product is a subscription."""
    return product.price.period is not None


def _with_mix(channel: Channel, segments: tuple[str, ...]) -> Channel:
    mix = channel.mix or {name: Quantity(1 / len(segments)) for name in segments}
    full = {name: mix.get(name, NOTHING) for name in segments}
    return channel.model_copy(update={"mix": full})


def _with_split[B: Budget](budget: B, segments: tuple[str, ...]) -> B:
    """The budget with a share for every segment and motion, and its months in their order."""
    conquest, loyalty = budget.conquest, budget.loyalty
    if not conquest and not loyalty:
        count = len(segments)
        conquest = {name: Quantity(CONQUEST_SHARE / count) for name in segments}
        loyalty = {name: Quantity((1 - CONQUEST_SHARE) / count) for name in segments}
    full = {"conquest": _full(conquest, segments), "loyalty": _full(loyalty, segments)}
    months = {
        month: split.model_copy(
            update={
                "conquest": _full(split.conquest, segments),
                "loyalty": _full(split.loyalty, segments),
            }
        )
        for month, split in sorted(budget.by_month.items())
    }
    return budget.model_copy(update=full | {"by_month": months})


def _full(shares: Shares, segments: tuple[str, ...]) -> Shares:
    return {name: shares.get(name, NOTHING) for name in segments}


def time_of_person(name: str, role: Role, plan: ScenarioSections, motion: str) -> Time:
    """A person's time budget: their own, their role's or the scenario's, within the role's work.

    motion: that in which the role has work.
    """
    segments = tuple(plan.segments)
    time = plan.time if role.time is None else _with_split(role.time, segments)
    if name in role.person_time:
        own = _with_split(role.person_time[name], segments)
        time = time.model_copy(
            update={key: getattr(own, key) for key in ("conquest", "loyalty", "by_month")}
        )
    months = {
        month: split.model_copy(update=_within(split, role, motion))
        for month, split in time.by_month.items()
    }
    return time.model_copy(update=_within(time, role, motion) | {"by_month": months})


def _within(split: Split | MonthSplit, role: Role, works_in: str) -> dict[str, Shares]:
    """A full split within a role's motion and segments.

    A role of one motion puts all its planned hours there; hours planned for segments that the role
    does not work on go to those that it does, in proportion.
    """
    segments = tuple(split.conquest)
    served = role.segments or segments
    shares = {"conquest": split.conquest, "loyalty": split.loyalty}
    planned = sum(share.typical for part in shares.values() for share in part.values())
    kept = {
        (motion, name): share
        for motion, part in shares.items()
        for name, share in part.items()
        if works_in in ("both", motion) and name in served
    }
    inside = sum(share.typical for share in kept.values())
    if inside > 0:
        filled = {place: share.scaled(planned / inside) for place, share in kept.items()}
    else:
        filled = {place: Quantity(planned / len(kept)) for place in kept}
    return {
        motion: {name: filled.get((motion, name), NOTHING) for name in segments}
        for motion in shares
    }


@dataclass(frozen=True)
class ClassifiedAccount:
    """An account in the matrix.

    Attributes:
        name: of the account.
        is_customer: whether it buys already.
        attractiveness: weighted mean of its scores over the best score, 0..1.
        assets: the same of what we have to win it, 0..1.
        place: both together, 0..1.
        segment: where it belongs.
    """

    name: str
    is_customer: bool
    attractiveness: float
    assets: float
    place: float
    segment: str


def thresholds(matrix: Matrix, segments: tuple[str, ...]) -> dict[str, float]:
    """Return each segment's least place, highest potential first; the last one's is 0."""
    steps = len(segments)
    found = {}
    for row, name in enumerate(segments):
        typed = matrix.least.get(name)
        equal = (steps - 1 - row) / steps
        found[name] = equal if typed is None else typed.typical
    return {**found, segments[-1]: 0.0}


def classify(matrix: Matrix, segments: tuple[str, ...]) -> tuple[ClassifiedAccount, ...]:
    """Classify all accounts, in their order. `segments` stand from the highest potential down."""
    least = thresholds(matrix, segments)
    share = matrix.assets_weigh.typical
    accounts = []
    for name, scores in matrix.accounts.items():
        attracts = _mean(scores, matrix.attractiveness) / matrix.best_score.typical
        assets = _mean(scores, matrix.assets) / matrix.best_score.typical
        place = (1 - share) * attracts + share * assets
        segment = next(each for each in segments if place >= least[each])
        customer = IS_CUSTOMER in scores and scores[IS_CUSTOMER].typical == 1
        accounts.append(ClassifiedAccount(name, customer, attracts, assets, place, segment))
    return tuple(accounts)


def classifies(matrix: Matrix) -> bool:
    """Whether accounts have places: each has all scores, and both axes weigh something."""
    axes = (matrix.attractiveness, matrix.assets)
    criteria = {*matrix.attractiveness, *matrix.assets}
    return all(any(weight.typical > 0 for weight in axis.values()) for axis in axes) and all(
        criteria.issubset(scores) for scores in matrix.accounts.values()
    )


def _mean(scores: Mapping[str, Quantity], weights: Mapping[str, Quantity]) -> float:
    total = sum(weight.typical for weight in weights.values())
    return sum(weights[name].typical * scores[name].typical for name in weights) / total


def with_placed_accounts[P: ScenarioSections](plan: P) -> P:
    """The plan whose listed accounts are in the segments of its matrix, where they name none."""
    matrix = plan.strategy.matrix
    if matrix is None or not plan.segments or all(row.segment for row in plan.today.accounts):
        return plan
    if not classifies(matrix):
        return plan
    places = {one.name: one.segment for one in classify(matrix, tuple(plan.segments))}
    accounts = tuple(
        row
        if row.segment
        else row.model_copy(update={"segment": places.get(row.name, row.segment)})
        for row in plan.today.accounts
    )
    today = plan.today.model_copy(update={"accounts": accounts})
    return plan.model_copy(update={"today": today})


def with_customers[P: ScenarioSections](plan: P) -> P:
    """The plan with its customers alone in the list of accounts, and counted from its matrix.

    Who stands in the list is not counted once more.
    """
    buyers = tuple(row for row in plan.today.accounts if row.customer)
    if len(buyers) < len(plan.today.accounts):
        today = plan.today.model_copy(update={"accounts": buyers})
        plan = plan.model_copy(update={"today": today})
    matrix = plan.strategy.matrix
    if matrix is None:
        return plan
    listed = {row.name for row in buyers}
    accounts = [one for one in classify(matrix, tuple(plan.segments)) if one.name not in listed]
    counts = {
        (name, customer): Quantity(
            float(sum(a.segment == name and a.is_customer == customer for a in accounts))
        )
        for name in plan.segments
        for customer in (False, True)
    }
    segments = {
        name: segment.model_copy(update={"prospects": counts[name, False]})
        for name, segment in plan.segments.items()
    }
    customers = {name: counts[name, True] for name in plan.segments if counts[name, True].typical}
    today = plan.today.model_copy(update={"customers": customers})
    return plan.model_copy(update={"segments": segments, "today": today})
