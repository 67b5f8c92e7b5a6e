"""From a scenario to a world: names become rows, quantities become facts and laws."""

from salessim.model.build.world import Inputs, build

__all__ = ["Inputs", "build"]
