"""Load: many users at once, what they wait for, and whether the service holds what it promises."""
