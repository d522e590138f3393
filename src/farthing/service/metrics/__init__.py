"""What Prometheus is told: instruments of every process, and what the database says.

Labels are bounded: names of routes, kinds, states and patterns, never a symbol, a user or a path.
"""
