"""What a page of a plan for one person shows, as frozen records."""

from salessim.measure.findings import Interval
from salessim.measure.flows import Finding, QuotaFigures


class PersonHours(Finding):
    """Hours a week of a person on one segment and motion, by the plan and by today's allocation.

    `first` is in the person's first month within the plan, `average` over the months in which the
    person is paid; `today` is the same average of today's allocation, None for who comes by the
    plan alone. `why` and `more` are those of the group's `HoursRow`.
    """

    segment: str
    motion: str
    first: float
    average: float
    today: float | None
    why: str
    more: float | None


class PersonAccount(Finding):
    """A customer on a person's list, or all customers of a segment that have no name.

    `saves` is what a contact now keeps of the customer's value a year, by the churn that it
    prevents until it has faded, and `brings` the orders that it adds, both in currency on average.
    `relationship` is None where the list does not say it.
    """

    account: str | None
    customers: int
    segment: str
    value_per_year: float
    saves: float
    brings: float
    relationship: float | None
    usual_relationship: float
    renews: str | None


class PersonDeal(Finding):
    """An open deal of today: currency, chance to be won, and the owner's hours still to work.

    `worth_of_hour` is value x chance / hours; None where only the buyer's answer is awaited.
    `value_is_typed` is False where it is the usual one. `days_open` is None without a date.
    """

    account: str
    segment: str
    motion: str
    stage: str
    value: float
    value_is_typed: bool
    chance: float
    hours: float
    worth_of_hour: float | None
    days_open: int | None


class PersonSkill(Finding):
    """What a higher level of a skill brings in revenue, or in profit where that is asked for.

    It is raised from `level` to `raised` for the people of the group, and counted for one of them
    until a year after the horizon. `ci95` covers all skills of the group together.
    """

    skill: str
    level: float
    raised: float
    gain: float
    ci95: Interval | None


class PersonPage(Finding):
    """What a manager brings to the interview with a person about the plan.

    Means over futures of the plan, the first `futures` of its proof. `train` are the skills that
    bring most and are not told apart from each other; none where none is told apart from chance.
    `skills` is None where training was not simulated.
    """

    name: str
    role: str
    months: float
    comes_by_plan: bool
    hours: list[PersonHours]
    accounts: list[PersonAccount]
    more_accounts: int
    deals: list[PersonDeal]
    more_deals: int
    skills: list[PersonSkill] | None
    train: list[str]
    quotas: list[QuotaFigures]
    bookings: float
    contracts_won: float
    pay: float
    variable: float
    futures: int

    @property
    def training(self) -> str:
        """Which training brings most, as far as chance lets anybody say."""
        if self.skills is None:
            return "Training was not simulated for this group: larger ones came first."
        if not self.skills:
            return "Training: every skill is at its highest."
        if not self.train:
            return "Training: no skill is told apart from chance."
        *others, last = (name.replace("_", " ") for name in self.train)
        if not others:
            return f"Training: {last} brings most."
        return f"Training: {', '.join(others)} and {last} bring most, not told apart."
