"""How accurate `farthing.wyckoff` is on planted truth; docs/wyckoff/accuracy.md has the numbers.

``python -m farthing.testing.accuracy`` measures and prints them. Cases are told to the detector
blind, and scored by `farthing.testing.planted.score`.
"""

from __future__ import annotations

from farthing.testing.accuracy.measure import measure
from farthing.testing.accuracy.page import page
from farthing.testing.accuracy.required import REQUIRED, Requirement
from farthing.testing.accuracy.told import detections

__all__ = ["REQUIRED", "Requirement", "detections", "measure", "page"]
