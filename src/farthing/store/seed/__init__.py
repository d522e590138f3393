"""Invented rows in every table, the same on every machine: to try, to test and to measure by."""

from farthing.store.seed.seed import Rows, seed
from farthing.store.seed.shape import Shape

__all__ = ["Rows", "Shape", "seed"]
