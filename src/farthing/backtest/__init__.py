"""Runs: strategies on bars, through either driver, to a result."""
