"""How time passes: two drivers of one set of rules."""
