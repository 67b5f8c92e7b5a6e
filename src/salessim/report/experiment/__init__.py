"""What an experiment shows: how far it is, effects, surfaces, choices, and how it was made."""
