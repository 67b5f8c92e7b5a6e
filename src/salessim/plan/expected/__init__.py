"""What the engine's rules let one expect: hours, chances, delays, customers, money."""
