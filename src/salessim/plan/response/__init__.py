"""S-shaped and concave responses of sales to effort, and effort allocated over them."""
