"""Coarse bars: longer bars made of the bars at hand, session by session."""
