"""The database of the service, measured: each query with and without each index."""

from farthing.lab.database.run import bench, prepared

__all__ = ["prepared", "bench"]
