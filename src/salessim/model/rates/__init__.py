"""Rates: from what a user types to the figures that rules use."""
