"""The sections of a scenario: one file each, with every field, unit, range and default."""
