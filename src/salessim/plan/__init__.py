"""Plans: hours, people and money under limits, as linear and integer programmes."""
