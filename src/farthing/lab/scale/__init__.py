"""``farthing bench scale``: time and memory against the size of the work."""

from farthing.lab.scale.axes import AXES, LARGE
from farthing.lab.scale.chart import chart
from farthing.lab.scale.run import scale

__all__ = ["AXES", "LARGE", "chart", "scale"]
