"""${message}."""

import sqlalchemy as sa
from alembic import op

from farthing.store.types import Document, Exact, Moment

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Adds it."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Takes it away again."""
    ${downgrades if downgrades else "pass"}
