"""Pages of a scan: what was found in each symbol, drawn and told."""
