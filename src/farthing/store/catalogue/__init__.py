"""Every query of the service, by its name; ``farthing bench db`` measures each."""

from farthing.store.catalogue import accounts, audit, bars, trading, work, wyckoff
from farthing.store.catalogue.query import Query

QUERIES: dict[str, Query] = {
    query.name: query
    for area in (bars, wyckoff, trading, work, accounts, audit)
    for query in area.QUERIES
}

__all__ = ["Query", "QUERIES"]
