"""Can a result be trusted: what differs between two runs, and the same run once more."""

from __future__ import annotations

from farthing.trust.check import Check, Finding, check
from farthing.trust.difference import Difference, Place, diff
from farthing.trust.rerun import Rerun, rerun

__all__ = ["Check", "Difference", "Finding", "Place", "Rerun", "check", "diff", "rerun"]
