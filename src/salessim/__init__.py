"""Simulates a sales team, person by person, from a scenario of ten lines.

The public interface: `Scenario.load` reads a scenario, `simulate` runs it, `compare` sets variants
beside it, and `optimise` plans its hours.
"""

TYPE_CHECKING = False  # read as true by type checkers; `typing` itself takes time to import
if TYPE_CHECKING:
    from typing import Any

    from salessim.comparison import Comparison, compare
    from salessim.errors import InputError, SalessimError, ScenarioError
    from salessim.optimisation import optimise
    from salessim.plan.closed_forms import capacity_plan
    from salessim.plan.customer_fits import fit_churn, fit_orders
    from salessim.plan.response.allocate import allocate_response_table
    from salessim.plan.solving.fractional import fractional
    from salessim.results import Result, simulate
    from salessim.scenario import Scenario

__version__ = "0.1.0"

_MODULES = {
    "Comparison": "salessim.comparison",
    "InputError": "salessim.errors",
    "Result": "salessim.results",
    "SalessimError": "salessim.errors",
    "Scenario": "salessim.scenario",
    "ScenarioError": "salessim.errors",
    "allocate_response_table": "salessim.plan.response.allocate",
    "capacity_plan": "salessim.plan.closed_forms",
    "compare": "salessim.comparison",
    "fit_churn": "salessim.plan.customer_fits",
    "fit_orders": "salessim.plan.customer_fits",
    "fractional": "salessim.plan.solving.fractional",
    "optimise": "salessim.optimisation",
    "simulate": "salessim.results",
}
"""The module of each public name; it is imported when the name is first used."""

__all__ = [
    "Comparison",
    "InputError",
    "Result",
    "SalessimError",
    "Scenario",
    "ScenarioError",
    "__version__",
    "allocate_response_table",
    "capacity_plan",
    "compare",
    "fit_churn",
    "fit_orders",
    "fractional",
    "optimise",
    "simulate",
]


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name not in _MODULES:
        raise AttributeError(f"module 'salessim' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
