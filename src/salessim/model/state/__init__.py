"""What is: the tables of a world, their codes, and the names behind their rows."""
