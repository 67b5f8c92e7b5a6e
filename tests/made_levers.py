"""Levers of made worlds: each is drawn on or off, all may be on at once."""

from typing import Any

from hypothesis import strategies as st


def chosen(**values: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A map with one of the values for each key."""
    return st.fixed_dictionaries({key: st.sampled_from(found) for key, found in values.items()})


moods = st.one_of(
    st.just("none"),
    st.fixed_dictionaries(
        {
            "moves": chosen(
                win=[0, 0.1], loss=[0, -0.05], drought=[0, -0.1], quota=[0, 0.1],
                interview=[0, 0.05], feedback=[0, 0.05], pay=[0, 0.1], overload=[0, -0.1],
            ),
            "goal": chosen(
                near=["10 %", "40 %"], pull=[0, 0.2], hopeless=["50 %"], giving_up=[0, 0.2]
            ),
            "drought_after": st.just("20 days"),
            "returns": st.sampled_from(["0 % a month", "30 % a month"]),
            "effort_span": st.sampled_from(["0 %", "30 %"]),
        }
    ),
)  # fmt: skip

pay_efforts = st.one_of(st.just("none"), chosen(elasticity=[0.2, 0.8], least=["0.1 %", "20 %"]))

styles = st.fixed_dictionaries(
    {
        "lift": st.sampled_from([0, 0.1]),
        "table": st.just(
            [
                {"style": "participative", "competence": "high", "motivation": "low"},
                {"style": "delegative", "competence": "low", "motivation": "high", "lift": 0.05},
            ]
        ),
    }
)

pay = chosen(
    paid_every=["month", "quarter"], accelerator=[1, 2], cap=[1.5, "none"], charges=["0 %", "40 %"],
    threshold=["0 %", "50 %"], credit=["bookings", "revenue"], quota=["60k a year", "600k a year",
           {"2027-01": "60k a year", "2027-02": "600k a year"}],
    valued_at=["0 a year", "30k a year"], severance=[0, 2], shared_credit=["0 %", "50 %"],
    hiring_cost=[0, 500], **{"raise": ["0 %", "3 %"]},
)  # fmt: skip

COMPONENTS: dict[str, dict[str, Any]] = {
    "signed": {"quota": "60k a year", "target": "12k a year", "tiers": {"100 %": 2}, "cap": 1.5,
               "clawback": "90 days"},
    "share": {"rate": "5 %", "paid_every": "month", "at_most": "900 a month", "motion": "conquest"},
    "billed": {"of": "revenue", "tiers": {"0": "1 %", "2k": "3 %"}, "for": "30 days"},
    "cash": {"of": "collected", "rate": "2 %", "tiering": "retroactive", "tiers": {"1k": "4 %"}},
    "count": {"of": "contracts", "each": 100, "whose": "team", "share": "40 %",
              "clawback": "1 year"},
    "held": {"of": "meetings", "quota": "3 a month", "target": "6k a year", "threshold": "40 %"},
    "booked": {"of": "meetings_booked", "each": 20, "whose": "all", "gate": {"held": "50 %"}},
    "taken": {"of": "meetings_accepted", "each": 15, "paid_every": "month"},
    "renewed": {"of": "renewals", "each": 50, "segments": ["gold"]},
    "together": {"of": "attainment", "whose": "team", "target": "3k a year", "paid_every": "month"},
    "spring": {"of": "contracts", "prize": 300, "winners": 1, "from": "2027-01-05",
               "until": "2027-02-20"},
    "dated": {"of": "bookings", "each": "none", "rate": "1 %", "until": "2027-01-20"},
    "to date": {"quota": "50k a year", "target": "9k a year", "period": "year",
                "paid_every": "month"},
}  # fmt: skip


@st.composite
def components(draw: st.DrawFn) -> dict[str, Any]:
    """Some components, and those that their gates ask for; the order is drawn too."""
    names = draw(st.lists(st.sampled_from(sorted(COMPONENTS)), min_size=1, max_size=5, unique=True))
    if "booked" in names and "held" not in names:
        names.append("held")
    return {name: COMPONENTS[name] for name in names}


QUOTAS = {
    "share": "60k a year", "billed": "40k a year", "cash": "40k a year", "dated": "9k",
    "count": "4 a month", "booked": "6 a month", "taken": "5 a month", "renewed": "2 a month",
}  # fmt: skip
"""Of components that have none: where pay moves effort, each is weighed by its own."""


def with_quotas(typed: dict[str, Any]) -> dict[str, Any]:
    """Components with a quota each; what is no share of one begins at a share."""
    made = {name: dict(one) for name, one in typed.items()}
    for name, quota in QUOTAS.items():
        if name in made:
            made[name]["quota"] = quota
            tiers = made[name].get("tiers", {})
            first = 1 if "rate" in made[name] else 0
            at = range(first, first + len(tiers))
            made[name]["tiers"] = {
                f"{60 * k} %": pays for k, pays in zip(at, tiers.values(), strict=True)
            }
    return made


assured = chosen(
    quota_ramp=[[], ["0 %", "50 %"]], guarantee=[{}, {"for": 2, "share": "80 %"}],
    draw=[{}, {"pays": "1k a month", "for": 2}, {"pays": "500 a month", "unearned": "forgiven"}],
    minimum=["none", "25k a year"], thirteenth_salary=[0, 1],
)  # fmt: skip

newcomers = chosen(
    ramp=[{}, {"months": 2, "starts_at": "30 %"}, {"by": "quarter", "share": ["50 %", "100 %"]}],
    onboarding=["0 weeks", "3 weeks"], unaccompanied=["0 %", "30 %"],
)  # fmt: skip

KINDS = {"good": {"share": "30 %", "stays": "12 months"}, "poor": {"stays": "1 months"}}

SELLS = [{}, {"sells": "20k a month"}, {"closes": "3 a month"}, {"closes": "1..9 a month"}]
"""What a settled person of a role that closes is typed to sell."""

KEEPS = [{}, {"keeps_for": "0 days"}, {"keeps_for": "1 day"}, {"keeps_for": "20 days"}]
"""How long who wins a customer keeps it, where others look after customers for good."""

LED = [{}, {"start": "2027-02-10"}, {"one_per": 1}, {"one_per": 2, "found_in": "30 days"}]
"""How managers come who do not sell: they are here, start on a date, come by rule."""


@st.composite
def hires(draw: st.DrawFn) -> dict[str, Any]:
    """Somebody by name, people by rule, both or nobody."""
    made: dict[str, Any] = {}
    if draw(st.booleans()):
        made["new"] = {"starts": draw(st.sampled_from(["2026-12-10", "2027-01-01", "2027-02-01"]))}
    if draw(st.booleans()):
        made["regular"] = {"people": draw(st.integers(1, 2)), "every": "month"}
        made["regular"]["from"] = draw(st.sampled_from(["2026-11-30", "2027-01-01", "2027-01-15"]))
        made["regular"] |= draw(st.sampled_from([{}, {"until": "2027-02"}]))
    for one in made.values():
        if one.get("starts", one.get("from")) >= "2027":
            one["slips"] = "0..30 days"
    return made


@st.composite
def comings_and_goings(draw: st.DrawFn, role: str, keeps: bool) -> dict[str, Any]:
    """Kinds of recruits, an absence, and limits of the customers that one looks after."""
    away: dict[str, Any] = {"dates": "2027-01-20..2027-02-05", "paid": "50 %"}
    covers = [{"cover": "colleagues", "afterwards": how} for how in ("returned", "kept")]
    away |= draw(st.sampled_from([{}, *covers]))
    made: dict[str, Any] = draw(st.sampled_from([{}, {"recruits": KINDS}]))
    made |= draw(st.sampled_from([{}, {"absent": {f"{role} 1": away}}]))
    if role != "hunter" or keeps:
        made |= draw(st.sampled_from([{}, {"at_most": "4 customers"}]))
    return made


managers = chosen(
    style=["participative", "delegative", "none"], hours=["1 a week", "40 a week"],
    coaching=["20 %", "90 %"],
    interviews=["0 a month", "2 a month"], future=["0 %", "70 %"], preparation=["0", "0.5"],
    debrief=["0", "0.5"],
    meetings=["0 a month", "2 a month"], indicators=["0 %", "100 %"],
)  # fmt: skip

attritions = chosen(
    # Many leave, some at once, and successors come on days on which much else happens.
    rate=["30 % a year", "50 % a month", "90 % a month"], notice=["0 days", "7 days", "31 days"],
    time_to_hire=["none", "0 days", "7..20 days"], slips=["none", "0..10 days"],
    hand_over_to=["least_loaded", "post"], deals_lost=["0 %", "50 %", "100 %"],
    odds_lost=[0, 0.5], credit=["50 %", "100 %"], newcomers=[1, 3], motivation_effect=[0, 2],
)  # fmt: skip

crms = chosen(
    adoption=["20 %"], leak=["10 %"], misjudged=["30 %"], migration_cost=["500"],
    migration=["0 days", "3 weeks"], migration_time=["0 %", "5 %"], entry=["10 %"],
    seat=["0 a month", "50 a month"],
)  # fmt: skip

visions = chosen(
    market=["-40 % a year", "100 % a year",
            {"2027-01": "0 % a year", "2027-02": "100 % a year"}],
    prices=["10 % a year"],
)  # fmt: skip

strategies = chosen(clarity=["40 %", "100 %"], lifts=[0, 0.2])

loyalties = chosen(
    half_life=["30 days", "180 days"], floor=["0 %", "100 %"], churn_effect=[0, 3],
    hand_over=["0 %", "50 %"],
)  # fmt: skip

TABLES = ["oldroyd_2011", {"0 hours": "80 %", "12 hours": "80 %", "2 days": "10 %"}]
PATIENCE = [
    "none", {"exponential": {"mean": "2 days"}}, {"uniform": ["0 days", "3 days"]},
    {"2027-01": "1 day", "2027-02": "5 hours"},
]  # fmt: skip
waiting = chosen(patience=PATIENCE, goes_cold_in=["none", "1 day", *TABLES])
"""What waiting does at a stage or with an opportunity."""

channels = chosen(
    leads=["0 a month", "30 a month", "100..300 a month",
           {"2027-01": "30 a month", "2027-02": "20..90 a month", "month_of_quarter": [1, 3, 2]}],
    quality=[0, 0.5],
    routing=["round_robin", "pooled", "owner", "least_loaded", "best_skill"],
    informed=["0 %", "50 %", "100 %"], goes_cold_in=["1 day", "30 days", *TABLES],
    given_up_at=["0 %", "30 %"], patience=PATIENCE,
    passes=["20 %", "100 %"], budget=["5k a year", "10k a year"], peak_size=["0 %", "80 %"],
    peak=["2027-02"],
)  # fmt: skip


def products(first: str) -> dict[str, Any]:
    """Two products, one of them for a single segment."""
    return {
        "machine": {"price": "2k", "margin": "50 %", "mix": "40 %", "segments": [first]},
        "service": {"price": {"typical": "1k", "cases": "0.5k..2k"}, "mix": "60 %"},
    }


def split(first: str, hunting: int) -> dict[str, dict[str, str]]:
    """A time budget that gives the first segment hunting, and the rest to keeping."""
    return {"conquest": {first: f"{hunting} %"}, "loyalty": {first: f"{100 - hunting} %"}}
