"""Other engines beside ours: environments, processes, and the table of what was found."""

from farthing.lab.peers.run import peers
from farthing.lab.peers.table import table

__all__ = ["peers", "table"]
