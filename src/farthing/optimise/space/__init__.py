"""Spaces: which values parameters may have, together and alone."""
