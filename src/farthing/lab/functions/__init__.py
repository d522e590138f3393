"""``farthing bench functions``: every hot public function beside plain Python and decimals."""

from farthing.lab.functions.run import FILE, functions

__all__ = ["FILE", "functions"]
