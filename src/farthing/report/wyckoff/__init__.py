"""Pages of a scan: what was found in each symbol, drawn and told."""

from __future__ import annotations

from farthing.report.wyckoff.save import save_scan

__all__ = ["save_scan"]
