"""The linear programme of a plan: one file a family of constraints, every row named."""
