"""A plan on screen: sentences first, then the hours."""
