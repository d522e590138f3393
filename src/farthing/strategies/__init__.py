"""Worked examples: each a file that reads from top to bottom, and runs as it is."""
