"""Other engines beside ours: environments, processes, and what was found."""

from farthing.lab.peers.run import peers

__all__ = ["peers"]
