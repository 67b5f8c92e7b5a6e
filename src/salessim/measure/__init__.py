"""From the raw tables to indicators: what happened in the replications, in figures."""
