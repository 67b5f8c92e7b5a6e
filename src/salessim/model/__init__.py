"""What is true of selling, in layers that import downwards only.

assembly      a scenario as a pristine world
replication   what an engine calls: begin, happen, finish
rules         what happens in the world, one handler an occurrence
rates         from typed rates to the figures that rules use
distributions random values by inversion; draws: the numbers behind them
state         the tables of a world, declared once, their rows, codes and names
"""
