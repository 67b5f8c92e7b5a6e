"""How time passes: two engines of one set of rules."""
