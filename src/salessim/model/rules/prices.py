"""What things cost, year by year."""

from salessim.compiler.marks import rule
from salessim.units import MONTHS_PER_YEAR


@rule
def price_level(world):
    """Return today's prices against those of the first day: they rise after twelve months each."""
    if world.company[0].price_rise == 0.0:
        return 1.0
    level = 1.0
    for _ in range(world.run[0].month // MONTHS_PER_YEAR):
        level *= 1.0 + world.company[0].price_rise
    return level
