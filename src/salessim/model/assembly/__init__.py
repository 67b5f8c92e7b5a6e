"""From a scenario to a world: names become rows, quantities parameters and distributions."""

from salessim.model.assembly.world import Inputs, build

__all__ = ["Inputs", "build"]
