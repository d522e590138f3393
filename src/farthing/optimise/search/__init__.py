"""Searches: which parameters are tried next, from those that were tried."""
