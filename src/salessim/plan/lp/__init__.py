"""The linear programme of a plan: one function a family of constraints."""
