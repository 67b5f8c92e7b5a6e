"""Many runs: variants side by side, designs of experiments, ranking and selection."""
