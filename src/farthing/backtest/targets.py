"""Targets: what users give for them, as an array of bars of the run x assets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from farthing.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def targets_array(
    targets: Any, shape: tuple[int, int], symbols: Sequence[str]
) -> NDArray[np.float64]:
    """Targets in the order of the assets; what is masked or null is NaN.

    A frame names its assets, so its columns may come in any order. An array must have the shape of
    the run: one that is turned round would trade the wrong assets.

    Args:
        targets: a polars or pandas frame with a column a symbol, or an array.
        shape: bars of the run and assets.
        symbols: of the assets, in their order.

    Raises:
        ConfigurationError: for another shape, other columns, or what is no number.

    >>> targets_array(pl.DataFrame({"B": [2], "A": [1]}), (1, 2), ("A", "B"))
    array([[1., 2.]])
    """
    try:
        array = _numbers(targets, symbols)
    except (TypeError, ValueError, pl.exceptions.PolarsError) as error:
        if isinstance(error, ConfigurationError):
            raise
        raise ConfigurationError(f"targets are no array of numbers: {error}") from error
    if array.shape != shape and (array.shape != shape[:1] or shape[1] != 1):
        raise ConfigurationError(
            f"targets of shape {array.shape}: this run takes {shape}, its bars x its assets "
            f"({', '.join(symbols[:3])}{', ...' if len(symbols) > 3 else ''})"
        )
    return np.ascontiguousarray(array.reshape(shape))


def _numbers(targets: Any, symbols: Sequence[str]) -> NDArray[np.float64]:
    if isinstance(targets, pl.LazyFrame):
        targets = targets.collect()
    if isinstance(targets, pl.DataFrame):
        _check_columns(targets.columns, symbols)
        return targets.select(symbols).cast(pl.Float64).to_numpy()
    if _is_pandas_frame(targets):
        _check_columns(list(targets.columns), symbols)
        columns = [targets[symbol] for symbol in symbols]
        return np.column_stack([each.to_numpy(np.float64, na_value=np.nan) for each in columns])
    if isinstance(targets, np.ma.MaskedArray):
        return np.where(np.ma.getmaskarray(targets), np.nan, targets.data.astype(np.float64))
    return np.asarray(targets, dtype=np.float64)


def _is_pandas_frame(targets: Any) -> bool:
    module = type(targets).__module__.split(".")[0]
    return module == "pandas" and getattr(targets, "ndim", 0) == 2


def _check_columns(columns: Sequence[Any], symbols: Sequence[str]) -> None:
    unknown = [str(name) for name in columns if name not in symbols]
    missing = [symbol for symbol in symbols if symbol not in columns]
    twice = [str(name) for name in dict.fromkeys(columns) if list(columns).count(name) > 1]
    for what, names in (("unknown", unknown), ("no", missing), ("more than one", twice)):
        if names:
            raise ConfigurationError(
                f"the frame of targets has {what} {', '.join(names[:10])}: it has a column for "
                f"each of {', '.join(symbols[:10])}{', ...' if len(symbols) > 10 else ''}"
            )
