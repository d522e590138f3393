"""The database of the service: tables, migrations, and every query that is made of them."""

from farthing.store.database import Database, Pool
from farthing.store.migrate import check, downgrade, upgrade

__all__ = ["Database", "Pool", "upgrade", "downgrade", "check"]
