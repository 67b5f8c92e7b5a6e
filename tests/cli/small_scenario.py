"""A scenario that takes no time."""

SMALL = """\
name: Small
horizon: {from: 2027-01, months: 3}
target: {revenue: 50k, by: 2027-03}
segments: {gold: {prospects: 200, deal: 5k..9k, win_rate: 20..30 %}}
channels: {web: {leads: 20 a month}}
team: {closer: {people: 2, base: 40k a year}}
"""
