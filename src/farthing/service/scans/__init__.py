"""Scans: where each symbol of a bundle stands by Wyckoff's method, as jobs."""
