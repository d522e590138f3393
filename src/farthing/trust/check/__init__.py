"""Does a strategy know what it cannot know: look-ahead, repaint, chance, clock, files."""

from __future__ import annotations

from farthing.trust.check.check import Check, check
from farthing.trust.check.finding import Finding

__all__ = ["Check", "Finding", "check"]
