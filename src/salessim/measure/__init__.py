"""From the raw tables to indicators: what happened in the simulated futures, in figures."""
