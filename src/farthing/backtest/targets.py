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


def floats(values: Any) -> NDArray[np.float64]:
    """Numbers as floats; a shorter float means the shortest decimal of its own kind.

    Raises:
        TypeError: for None, truths, dates and complex numbers, which NumPy would take for numbers.
        ValueError: for text that is no number, and for rows that are not of one length.

    >>> floats(np.array([0.1, 0.5], dtype=np.float32))
    array([0.1, 0.5])
    """
    if values is None:
        raise TypeError("None is no number; leave the call out, or give NaN for no target")
    array = np.asarray(values)
    kind = array.dtype.kind
    if kind in _NO_NUMBERS:
        raise TypeError(f"values of {array.dtype} are no numbers; convert them to what you mean")
    if kind == "O" or (isinstance(values, (list, tuple)) and kind in "iuf"):
        _check_each(np.asarray(values, dtype=object))
    if kind == "f" and array.dtype.itemsize < np.dtype(np.float64).itemsize:
        array = array.astype(np.str_)
    return array.astype(np.float64, copy=False)


def _check_each(values: NDArray[np.object_]) -> None:
    """Refuses what hides among numbers, and would become one."""
    for value in values.flat:
        if isinstance(value, _NO_NUMBER):
            raise TypeError(f"{value!r} is no number; convert it to what you mean")


_NO_NUMBERS = "bMmc"
"""NumPy's kinds of truths, instants, spans of time and complex numbers."""

_NO_NUMBER = (bool, np.bool_, np.datetime64, np.timedelta64, complex)


def _numbers(targets: Any, symbols: Sequence[str]) -> NDArray[np.float64]:
    if isinstance(targets, pl.LazyFrame):
        targets = targets.collect()
    if isinstance(targets, pl.DataFrame):
        _check_columns(targets.columns, symbols)
        return np.column_stack([_of_polars(targets.get_column(symbol)) for symbol in symbols])
    if _is_pandas_frame(targets):
        _check_columns(list(targets.columns), symbols)
        return np.column_stack([_of_pandas(targets[symbol]) for symbol in symbols])
    if isinstance(targets, np.ma.MaskedArray):
        return np.where(np.ma.getmaskarray(targets), np.nan, floats(targets.data))
    return floats(targets)


def _of_polars(column: pl.Series) -> NDArray[np.float64]:
    if column.dtype == pl.Boolean or column.dtype.is_temporal():
        raise TypeError(f"column {column.name} is of {column.dtype}; give plain numbers")
    return floats(column.to_numpy() if column.dtype == pl.Float32 else column.cast(pl.Float64))


def _of_pandas(column: Any) -> NDArray[np.float64]:
    kind = column.dtype.kind
    if kind in _NO_NUMBERS:
        raise TypeError(f"column {column.name} is of {column.dtype}; give plain numbers")
    is_short = kind == "f" and column.dtype.itemsize < np.dtype(np.float64).itemsize
    return floats(column.to_numpy(np.float32 if is_short else np.float64, na_value=np.nan))


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
