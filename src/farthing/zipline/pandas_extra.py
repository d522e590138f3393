"""The extra that this package needs."""

from __future__ import annotations

from typing import Any

from farthing.errors import ConfigurationError, install


def pandas() -> Any:
    """The module pandas.

    Raises:
        ConfigurationError: it is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise ConfigurationError(
            f"programs of Zipline are given pandas' types: {install('pandas')}"
        ) from error
    return pd
