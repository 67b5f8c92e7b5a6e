"""What the runs of an experiment say: effects, contrasts, Sobol indices, surfaces."""
