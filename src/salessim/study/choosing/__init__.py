"""Choosing the best of several plans by simulation, with a stated probability of being right."""
