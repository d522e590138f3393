"""Contests: searches at equal compute, what smaller markets say, and executors."""
