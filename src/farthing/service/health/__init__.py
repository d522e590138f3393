"""Whether the service lives, whether it can serve, and what it counts."""
