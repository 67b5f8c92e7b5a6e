"""What an experiment asks: factors, points, replications, read from its design file."""
