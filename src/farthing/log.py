"""What farthing logs: events with their values, to the standard logger ``farthing``.

Nothing is logged within the loop over bars. Whoever wants to see the events sets that logger's
level, or gives ``farthing --verbose``; until then structlog is not even imported.
"""

from __future__ import annotations

import logging
from typing import Any

NAME = "farthing"


def log(event: str, **values: Any) -> None:
    r"""Logs an event, such as ``log("run begins", strategy="Cross")``, as a line of ``key=value``.

    >>> import io
    >>> told = io.StringIO()
    >>> handler = logging.StreamHandler(told)
    >>> logger = logging.getLogger(NAME)
    >>> logger.addHandler(handler)
    >>> logger.setLevel(logging.INFO)
    >>> log("run begins", strategy="Cross", bars=1258)
    >>> logger.removeHandler(handler)
    >>> logger.setLevel(logging.NOTSET)
    >>> told.getvalue()
    "event='run begins' strategy='Cross' bars=1258\n"
    """
    logger = logging.getLogger(NAME)
    if not logger.isEnabledFor(logging.INFO):
        return
    import structlog

    line = structlog.processors.KeyValueRenderer(key_order=["event"])
    structlog.wrap_logger(logger, processors=[line]).info(event, **values)


def show_log() -> None:
    """Shows what is logged on the standard error stream."""
    logging.basicConfig(format="%(asctime)s %(message)s")
    logging.getLogger(NAME).setLevel(logging.INFO)
