"""How often the tests of `farthing.optimise.validation` are wrong, on trials of known truth.

docs/validation/evidence.md has the numbers of ours; ``python -m farthing.testing.validation``
measures them.
"""

from __future__ import annotations

from farthing.testing.validation.measure import measure
from farthing.testing.validation.page import page
from farthing.testing.validation.study import Size, Study

__all__ = ["Size", "Study", "measure", "page"]
