"""Keyed draws: every random number is named, none is drawn in sequence.

`uniform(world, entity, purpose, k)` is a function of the seed, the replication, the entity's
lasting key, what the number is for, and the entity's own count of such occasions. Engines,
threads and workers therefore agree to the bit, and two scenarios share all draws that they
have in common (common random numbers).

The generator is Philox4x32-10 of Random123 (Salmon, Moraes, Dror and Shaw, "Parallel random
numbers: as easy as 1, 2, 3", SC 2011, section 3.3).
"""

import hashlib

import numpy as np

from salessim.compiler.marks import formula, rule

# The stream plan: what each number is for. A new purpose gets a new number; none is reused.
FIT = 1  # how well a firm fits what we sell (k = 0)
GRADE = 2  # noise of the calling list's order (k = 0)
TIRED = 3  # how often a firm had been called before the start (k = 0)
TERRITORY = 4  # where a firm is (k = 0)
CALL_HOURS = 5  # (firm, k = calls on it)
CALL_RESULT = 6  # (firm, k = calls on it)
STEP_HOURS = 7  # (deal, k = step and round)
STEP_RESULT = 8  # (deal, k = step and round)
BUYER_DELAY = 9  # (deal, k = step and round)
ESTIMATE = 10  # error of the rep's belief after discovery (deal, k = round)
DEAL_VALUE = 11  # (deal)
DEAL_PRODUCT = 12  # (deal)
DEAL_INFORMED = 13  # (deal)
LEAD_GAP = 14  # time to the next candidate lead (channel, k)
LEAD_KEPT = 15  # season's thinning (channel, k)
LEAD_SEGMENT = 16  # (channel, k)
LEAD_FIRM = 17  # (channel or referring deal, k and tries)
CANDIDATE_GAP = 18  # time to a customer's next candidate moment (firm, k)
CANDIDATE_KIND = 19  # order, opportunity, churn or nothing (firm, k)
ORDER_VALUE = 20  # (firm, k = candidate moments)
CONTACT_HOURS = 21  # (firm, k = contacts)
FIRST_CONTACT = 22  # where in its cycle a customer of day one stands (firm)
DRIFT = 23  # does the rep leave the plan? (rep, k = choices)
SICK = 24  # (rep, k = day)
SLIP = 25  # hiring slips (rep)
UNCERTAINTY = 26  # what nobody knows (key path)
REFERRAL = 27  # (deal)
FOLLOW_UP = 29  # follow-up that leaks away (deal, k = step and round)
TOUCH_HOURS = 30  # (deal, k = touch)
RESTED = 31  # whether a prospect cools off on day one, and for how long (k = 0)
MISJUDGED = 36  # whether a waiting deal is ranked wrongly (deal, k = step and round)
ATTRITION = 40  # does the person leave, and when? (rep, k = month)
TIME_TO_HIRE = 41  # (leaver)
HIRE_SLIP = 42  # slip of a successor's start (leaver)
GONE_COLD = 43  # deal lost at hand-over (deal, k = hand-overs)
PATIENCE = 44  # how long work waits (deal, k = step, round and touches)
KIND = 70  # of which kind a recruit is (k = 0)
LOW_PAY = 72  # does the person leave for low pay? (rep, k = month)
LEVEL = 71  # of a skill that differs from person to person (rep, k = skill)
ACCEPTED = 60  # does the receiving role take the deal? (deal, k = step and round)
SPECIALIST_HOURS = 62  # (deal, k = step and round, and the piece)
HAND_OVER_DELAY = 61  # (deal, k = step and round)
CONTRACT_PHASE = 80  # where in its term a customer of day one stands (firm, k = 0)
NOTICE_GIVEN = 81  # has it decided to leave at the end of the term? (firm, k = 0 and 1)
PILOT = 82  # does a pilot go on as a contract? (deal, k = 0)
DOWNGRADE = 83  # does who refuses a renewal stay as a smaller one? (firm, k = months since)
SETUP_FEE = 84  # (deal)
OWN_CHURN = 90  # how easily a customer is lost, for life (firm, k = 0)
OWN_ORDERS = 91  # how often it orders, for life (firm, k = 0)

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint64(0x9E3779B9)
_WEYL_1 = np.uint64(0xBB67AE85)
_ROUNDS = 10
_TOP_52 = np.uint64(12)
_PURPOSE_BITS = np.uint64(8)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_UNIT = 2.0**-52

SEED_LIMIT = 1 << 56
"""Seeds run from 0 to this, exclusive: 56 bits of the generator's key; 8 name the purpose."""
REPLICATION_LIMIT = 1 << 32
"""Replications run from 0 to this, exclusive: a word of the generator's counter."""


@formula
def philox(c0, c1, c2, c3, k0, k1):
    """Return the four 32-bit words of Philox4x32-10, each in a uint64.

    Arguments are uint64 holding 32 bits each: the counter's four words and the key's two.
    """
    for _ in range(_ROUNDS):
        product_0 = c0 * _MULTIPLIER_0
        product_1 = c2 * _MULTIPLIER_1
        c0 = (product_1 >> _SHIFT) ^ c1 ^ k0
        c2 = (product_0 >> _SHIFT) ^ c3 ^ k1
        c1 = product_1 & _LOW
        c3 = product_0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@formula
def keyed_uniform(seed, replication, entity, purpose, k):
    """Return a number in (0, 1), never 0 or 1: 52 bits and a half.

    seed: uint64 below SEED_LIMIT. replication: below REPLICATION_LIMIT. k: below 2**32.
    entity: uint64 key.
    """
    entity_key = np.uint64(entity)
    seed_key = np.uint64(seed)
    word_0, word_1, _, _ = philox(
        np.uint64(k) & _LOW,
        np.uint64(replication) & _LOW,
        entity_key & _LOW,
        entity_key >> _SHIFT,
        seed_key & _LOW,
        ((seed_key >> _SHIFT) << _PURPOSE_BITS) | np.uint64(purpose),
    )
    bits = ((word_1 << _SHIFT) | word_0) >> _TOP_52
    return (float(bits) + 0.5) * _UNIT


@rule
def uniform(world, entity, purpose, k):
    """Draw the number of this replication that is named (entity, purpose, k)."""
    run = world.run[0]
    return keyed_uniform(run.seed, run.replication, entity, purpose, k)


@formula
def mixed(key, number):
    """Return the lasting key of the `number`-th thing that belongs to `key` (uint64)."""
    word = np.uint64(key) ^ ((np.uint64(number) + np.uint64(1)) * _GOLDEN)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def key_of(kind: str, name: str) -> int:
    """Return the lasting 64-bit key of a named thing: ("rep", "closer 1") -> uint64."""
    return int.from_bytes(hashlib.sha256(f"{kind}\0{name}".encode()).digest()[:8], "little")
