"""Rule slots: the decisions that a user may take by a function of their own.

A slot's function is handed one row of facts and answers with one number. In the simpy engine it
runs as plain Python and is handed the NamedTuple below; for the compiled engine it is compiled once
and called by its address, so that the rules themselves stay as they are and cost nothing more.
"""

from typing import NamedTuple

import numpy as np

from salessim.model.state.rows import row_type

LARGEST = float(np.finfo(np.float64).max)


class WaitingDeal(NamedTuple):
    """What is known of a deal that comes to its rep's queue."""

    stage: float  # place in its funnel, 0 for the first
    rounds: float  # times that this stage was repeated
    loyalty: float  # 1: an opportunity of a customer, 0: conquest
    segment: float  # place among the scenario's segments, from 0
    opened: float  # days from the start; negative if it was open before
    entered: float  # days from the start to this moment
    value: float  # currency
    chance: float  # of a contract from here on, as today's team obtains it
    estimate: float  # the rep's belief about the fit after discovery; 0 before
    hours_ahead: float  # hours of work from here to the contract


class RepForLead(NamedTuple):
    """A rep who may take a lead, and the lead."""

    turn: float  # 1 for the rep whose turn it is, 2 for the next
    waiting: float  # pieces of work that wait or are in hand
    customers: float  # customers looked after
    skill: float  # level of the skill that the lead's first stage asks for, 0..1
    motivation: float  # 0..1
    tenure: float  # days since the first day; ten years more where it is not known
    segment: float  # the lead's, place among the scenario's segments
    channel: float  # the lead's, place among the channels; -1 for a referral


class WaitingWork(NamedTuple):
    """A segment and motion in which work waits for a free rep."""

    loyalty: float  # 1: customers, 0: conquest
    segment: float  # place among the scenario's segments, from 0
    behind: float  # hours behind the time budget; negative if ahead
    planned: float  # planned share of selling hours, 0..1
    worked: float  # hours so far
    waiting: float  # pieces of work in the rep's own queue
    hours_left: float  # selling hours left today


class RepInTheMorning(NamedTuple):
    """A rep as a day begins."""

    motivation: float  # 0..1
    level: float  # the personal level of motivation, 0..1
    attainment: float  # of the quota of the pay period so far; 0 without a quota
    tenure: float  # days since the first day; ten years more where it is not known
    waiting: float  # pieces of work that wait
    month: float  # of the horizon, from 0


class PayPeriod(NamedTuple):
    """A component of a rep's pay, and the period that is over."""

    attainment: float  # credit over quota
    credit: float  # currency, or a number
    quota: float  # currency, or a number
    on_target: float  # variable pay at the quota, currency
    month: float  # of the horizon, from 0
    person: float  # place among the scenario's people, from 0
    role: float  # place among the scenario's roles, from 0
    component: float  # place among the components of the person's pay, from 0
    tenure: float  # days since the first day; ten years more where it is not known
    employed: float  # years employed in the period
    contracts: float  # signed in the period
    renewals: float  # of them, with customers who pay on as before
    meetings: float  # first meetings held, or booked for a colleague who held them
    meetings_booked: float
    meetings_accepted: float  # of those booked, taken by who is to hold them


type Facts = type[WaitingDeal | RepForLead | WaitingWork | RepInTheMorning | PayPeriod]


class Slot(NamedTuple):
    """A decision, what is known when it is taken, and what the answer may be."""

    name: str
    facts: Facts
    answer: str
    low: float
    high: float


NEXT_DEAL, LEAD_OWNER, NEXT_WORK, EFFORT, PERIOD_PAY = range(5)

SLOTS = (
    Slot("next_deal", WaitingDeal, "a priority: the highest is taken first", -LARGEST, LARGEST),
    Slot("lead_owner", RepForLead, "a score: the highest gets the lead", -LARGEST, LARGEST),
    Slot("next_work", WaitingWork, "a priority: the highest is turned to", -LARGEST, LARGEST),
    Slot("effort", RepInTheMorning, "the share of free paid time that is worked", 0.0, 1.0),
    Slot("variable_pay", PayPeriod, "the period's variable pay, currency", 0.0, LARGEST),
)
"""By number, as the constants above."""


def facts_type(slot: int) -> np.dtype:
    """Return the dtype of a slot's row of facts."""
    fields = SLOTS[slot].facts._fields
    return row_type(*((name, "f8") for name in fields))
