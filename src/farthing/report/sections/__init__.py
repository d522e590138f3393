"""The sections of the page: each makes values and words of a run; templates arrange them."""

from __future__ import annotations
