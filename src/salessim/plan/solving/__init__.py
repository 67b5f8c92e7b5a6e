"""Linear programmes as arrays, solved and verified; ratios of two sums."""
