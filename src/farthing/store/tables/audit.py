"""Who did what: rows are added, and never changed or deleted."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from farthing.store.tables.base import Base
from farthing.store.types import BIG, Id, Json, Made


class AuditEntry(Base):
    """One write. The database itself refuses to change or delete it, by triggers.

    Attributes:
        user_id: who did it; None is the service or its command line itself.
        actor: by what: ``key:HANDLE``, ``cli``, ``worker:NAME``.
        action: such as ``job.submit``.
        subject: what it was done to, such as ``job:12``.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index(None, "written_at"),
        Index(None, "user_id", "written_at"),
        Index(None, "user_id", "action", "written_at"),
    )

    id: Mapped[Id]
    written_at: Mapped[Made]
    user_id: Mapped[int | None] = mapped_column(BIG, ForeignKey("users.id"))
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    details: Mapped[Json]
