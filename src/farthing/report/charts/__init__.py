"""Charts as plain values that a template writes down as SVG.

A chart is as wide as its place: lines are drawn in a box of ``WIDTH`` by ``HEIGHT`` units that is
stretched, text and ticks stand at percentages and keep their size. Floats are for drawing alone.
"""

from __future__ import annotations

from farthing.report.charts.figure import Area, Bar, Dots, Figure, Line, Mark, Panel, Tick
from farthing.report.charts.figure import Band as Band
from farthing.report.charts.logarithm import LogScale, growing
from farthing.report.charts.reading import Reading, Row
from farthing.report.charts.scale import Scale
from farthing.report.charts.thin import extremes
from farthing.report.charts.timeline import Timeline

__all__ = [
    "Area",
    "Band",
    "Bar",
    "Dots",
    "Figure",
    "Line",
    "LogScale",
    "Mark",
    "Panel",
    "Reading",
    "Row",
    "Scale",
    "Tick",
    "Timeline",
    "extremes",
    "growing",
]
