"""Charts of a scan: drawn when they are asked for, from the bars that were scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from farthing.report.wyckoff.save import symbol_page
from farthing.service.problems import Conflict, NotFound
from farthing.service.scans.plan import of_symbol, planned
from farthing.service.scans.schemas import Scan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def chart(manifest: Mapping[str, Any], symbol: str, home: Path) -> bytes:
    """The page of a symbol, as ``farthing scan --out`` writes it.

    Raises:
        NotFound: the scan has no such symbol.
        Conflict: the bundle has other bars now.
    """
    asked = Scan.model_validate(manifest["asked"])
    whole = planned(asked, home)
    if whole.manifest != manifest["decides"]:
        raise Conflict("the bundle has other bars than were scanned: scan it again")
    if symbol not in whole.bars.symbols:
        raise NotFound(f"the scan has no symbol {symbol!r}")
    plan = of_symbol(asked, symbol, home)
    return symbol_page(plan.run(), plan.bars, plan.parameters, symbol).encode()
