"""What a backtest came to, as the store keeps it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from farthing.store import runs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from farthing.service.work import Finished
    from farthing.store.jobs import Lease


def done(session: Session, lease: Lease, finished: Finished) -> None:
    """Keeps the result of a job that is done."""
    told = finished.summary
    runs.keep(
        session,
        lease.job_id,
        digest=told["digest"],
        end_equity=Decimal(told["end_equity"]),
        currency=told["currency"],
        statistics=told["statistics"],
        summary=told["summary"],
        files=[(each.name, each.media_type, each.content) for each in finished.files],
    )
