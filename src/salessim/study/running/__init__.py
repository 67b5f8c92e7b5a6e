"""Runs an experiment: what is left to do, who does it, what comes back."""
