"""What followed the events and signals of `farthing.wyckoff` on real bars: an event study.

docs/wyckoff/evidence.md has the numbers of ours. For bars of your own:
``python -m farthing.testing.evidence BUNDLE``, or `measure` and `page`.
"""

from __future__ import annotations

from farthing.testing.evidence.measure import measure
from farthing.testing.evidence.page import page
from farthing.testing.evidence.verdict import verdict

__all__ = ["measure", "page", "verdict"]
