"""Backtests: runs of named strategies over bundles, as jobs."""
