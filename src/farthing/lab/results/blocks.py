"""The times of a user's own blocks."""

from __future__ import annotations

from farthing.lab.results.record import Record


class BlockTimes(Record):
    """All times that a block of one name was gone through.

    Attributes:
        name: as it was given.
        count: how often.
        total_seconds: of all, what is nested in them included.
        own_seconds: without other blocks that are nested in them.
        min_seconds, max_seconds: of one.
    """

    name: str
    count: int
    total_seconds: float
    own_seconds: float
    min_seconds: float
    max_seconds: float

    @property
    def mean_seconds(self) -> float:
        """Of one.

        >>> BlockTimes(name="orders", count=4, total_seconds=2.0, own_seconds=2.0, min_seconds=0.1,
        ...            max_seconds=1.0).mean_seconds
        0.5
        """
        return self.total_seconds / self.count


class BlocksReport(Record):
    """The blocks of all threads, the largest own time first."""

    blocks: tuple[BlockTimes, ...] = ()

    def named(self, name: str) -> BlockTimes:
        """The block of a name.

        Raises:
            KeyError: it was never gone through.
        """
        for block in self.blocks:
            if block.name == name:
                return block
        raise KeyError(name)
