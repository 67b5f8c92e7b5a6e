"""The queue M/M/5 as one would write it in plain simpy, and in Ciw.

Each run returns customers served and their mean wait in hours.
"""

from collections.abc import Generator
from random import Random

import ciw
import simpy

SERVERS = 5
ARRIVALS_PER_HOUR = 4.0
SERVICES_PER_HOUR = 1.0
HOURS = 365 * 24


def simpy_queue(seed: int) -> tuple[int, float]:
    """A year by processes: one that brings customers, and one a customer."""
    draw = Random(seed)
    env = simpy.Environment()
    servers = simpy.Resource(env, capacity=SERVERS)
    records: list[tuple[float, float, float]] = []

    def customer() -> Generator[simpy.Event]:
        arrived = env.now
        with servers.request() as turn:
            yield turn
            began = env.now
            yield env.timeout(draw.expovariate(SERVICES_PER_HOUR))
            records.append((arrived, began, env.now))

    def door() -> Generator[simpy.Event]:
        while True:
            yield env.timeout(draw.expovariate(ARRIVALS_PER_HOUR))
            env.process(customer())

    env.process(door())
    env.run(until=HOURS)
    waited = sum(began - arrived for arrived, began, _ in records)
    return len(records), waited / len(records)


def ciw_queue(seed: int) -> tuple[int, float]:
    """A year of the same network in Ciw, its records included."""
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVALS_PER_HOUR)],
        service_distributions=[ciw.dists.Exponential(rate=SERVICES_PER_HOUR)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(HOURS)
    records = simulation.get_all_records()
    return len(records), sum(record.waiting_time for record in records) / len(records)
