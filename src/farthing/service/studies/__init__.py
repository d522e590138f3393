"""Studies: searches of a strategy's parameters, as jobs."""
