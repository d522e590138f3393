"""rustybt, a fork of Zipline: the same files and stories, unchanged."""

from __future__ import annotations

import logging

import measure
import structlog
from zipline_runner import Runner


class Fork(Runner):
    """By its own names; without its line of log for each order."""

    engine, package, module = "rustybt", "rustybt", "rustybt"

    def __init__(self, *given):
        """Silences it first."""
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
        super().__init__(*given)


if __name__ == "__main__":
    measure.main(Fork)
