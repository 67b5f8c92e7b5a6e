"""Many runs: variants side by side."""
