"""Work beside a stage's own: specialists who do their piece of a case, each from a common queue.

The pieces of a case and its owner's work are begun whenever each finds somebody free; the stage is
done when all of them are. A piece that a leaver had begun is begun anew by a colleague.
"""

from salessim.compiler.marks import rare_rule, rule
from salessim.model.rules.assigning import pool_of, wake_queue
from salessim.model.rules.deals import item_of, rank_of
from salessim.model.rules.queues import enqueue, withdraw
from salessim.model.state.codes import NOBODY, OPEN


@rule
def ask_specialists(world, now, deal):
    """Let the specialists' pieces of a case wait, if any, as it comes to wait for its owner."""
    if world.specialist_groups.shape[1] > 0:
        let_pieces_wait(world, now, deal)


@rare_rule
def let_pieces_wait(world, now, deal):
    """Let each specialist's piece of a case wait."""
    row = world.deals[deal]
    row.pieces_left = 0
    row.pieces_waiting = 0
    for place in range(world.specialist_groups.shape[1]):
        if world.specialist_groups[row.step, place] != NOBODY:
            row.pieces_left += 1
            let_piece_wait(world, now, deal, place)


@rule
def let_piece_wait(world, now, deal, place):
    """Put one piece of a case into the common queue of its specialists."""
    row = world.deals[deal]
    row.pieces_waiting |= 1 << place
    territory = world.firms[row.firm].territory
    queue = pool_of(world, territory, world.specialist_groups[row.step, place])
    rank = rank_of(world, deal, queue)
    enqueue(world, queue, row.segment, row.motion, item_of(world, deal, 1 + place), rank)
    wake_queue(world, now, queue, row.segment, row.motion)


@rule
def withdraw_pieces(world, deal):
    """Count the pieces of a case that still wait for a specialist out of their queues."""
    row = world.deals[deal]
    for place in range(world.specialist_groups.shape[1]):
        if (row.pieces_waiting >> place) & 1 == 1:
            withdraw(world, row.segment, row.motion, item_of(world, deal, 1 + place))
    row.pieces_waiting = 0


@rule
def lay_down_piece(world, now, rep):
    """Let the piece that a leaver had in hand wait again, unless its deal is lost meanwhile."""
    deal = world.reps[rep].item
    if world.deals[deal].state == OPEN:
        let_piece_wait(world, now, deal, world.reps[rep].piece - 1)
