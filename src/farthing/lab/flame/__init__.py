"""Flame graphs: folded stacks in, one self-contained SVG out."""

from farthing.lab.flame.difference import differential
from farthing.lab.flame.graph import flame_graph
from farthing.lab.flame.stacks import fold, read_folded

__all__ = ["flame_graph", "differential", "fold", "read_folded"]
