"""The time budget of a month."""

from salessim.compiler.marks import rule
from salessim.model.codes import NOBODY


@rule
def open_budgets(world, month):
    """Bring every rep's budget to that of a month, if the month has one of its own.

    It starts afresh: hours that an earlier budget had planned and that nothing waited for are
    not owed, or a month's plan would be spent on the months before.
    """
    row = world.split_of_month[month]
    if row == NOBODY:
        return
    for rep in range(world.sizes[0].reps):
        world.reps[rep].worked_total = 0
        for column in range(world.splits.shape[2]):
            bucket = world.buckets[rep, column]
            bucket.share = world.splits[row, rep, column]
            bucket.worked = 0
