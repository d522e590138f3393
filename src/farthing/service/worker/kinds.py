"""What each kind of job does, and where its result goes beside the job itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.service.backtests import keep
from farthing.service.backtests import work as backtests
from farthing.service.bundles import work as bundles
from farthing.service.scans import work as scans
from farthing.service.studies import work as studies

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from farthing.service.work import Finished, Work
    from farthing.store.jobs import Lease

WORK: dict[str, Work] = {
    backtests.KIND: backtests.backtest,
    bundles.KIND: bundles.take_in,
    scans.KIND: scans.scanned,
    studies.KIND: studies.studied,
}
"""The work of each kind."""

KEEP: dict[str, Callable[[Session, Lease, Finished], None]] = {backtests.KIND: keep.done}
"""Keeps what work came to, in the transaction that completes its job."""

KINDS = tuple(WORK)
