"""What was found in live bars: ranges, patterns and signals."""
