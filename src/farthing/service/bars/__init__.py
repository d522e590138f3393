"""Live bars: posted as they end, and read again."""
