"""The statistics of the lab: exact where there is an exact way, the same on every run."""
