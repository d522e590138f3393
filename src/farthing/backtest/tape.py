"""Orders that are known before a run, as the batch driver takes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from farthing.backtest.sessions import last_session
from farthing.errors import OrderError, UnknownSymbol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

ORDER = ("row", "asset", "size", "intent", "limit", "stop", "duration")
"""The parts of an order of a tape; the first three must be there, but a child needs no size."""

CONDITIONS = (
    "trail", "trail_percent", "offset", "at", "until", "reduce_only", "group", "tag", "schedule",
)  # fmt: skip
"""What few orders have."""

CHANGE = ("row", "modify", "size", "limit", "stop", "trail", "trail_percent")
CANCEL = ("row", "cancel")

VERBS = {"parent": "waits for", "modify": "changes", "cancel": "cancels"}
"""The parts of a line that name an order, and what the line does to it."""

Line = tuple[Any, ...]


def tape_lines(
    orders: Iterable[Mapping[str, Any]],
    symbols: Sequence[str],
    rows: int,
    days: NDArray[np.int32],
) -> tuple[list[Line], int]:
    """The lines of a tape in the order of their rows, and the number of assets.

    Orders are named by their places in the list that was given; in the tape, by their places among
    its orders.

    Raises:
        UnknownSymbol: for an asset that the run does not have.
        OrderError: for an order that is none, in a row that the run does not have, or that waits
            for one of another asset.
    """
    if isinstance(orders, (str, Mapping)) or not isinstance(orders, Iterable):
        raise OrderError(f"orders are {orders!r}; they are a list of dictionaries")
    given = list(orders)
    for line in given:
        _check(line)
        _check_row(line["row"], rows)
    sequence = sorted(range(len(given)), key=lambda place: given[place]["row"])
    _check_turns(given, sequence)
    made = [place for place in sequence if _kind(given[place]) is ORDER]
    places = {place: number for number, place in enumerate(made)}
    assets = {symbol: place for place, symbol in enumerate(symbols)}
    lines = []
    for place in sequence:
        line = given[place]
        if _kind(line) is ORDER:
            lines.append(_order(line, assets, days, places, place))
            _check_family(line, given)
        else:
            lines.append(_change(line, places, place))
    return lines, len(symbols)


def _kind(line: Mapping[str, Any]) -> tuple[str, ...]:
    return CHANGE if "modify" in line else CANCEL if "cancel" in line else ORDER


def _order(
    order: Mapping[str, Any],
    assets: Mapping[str, int],
    days: NDArray[np.int32],
    places: Mapping[int, int],
    place: int,
) -> Line:
    asset = order["asset"]
    if not isinstance(asset, str):
        raise OrderError(f"an order of asset {asset!r}: an asset is named by its symbol")
    if asset not in assets:
        raise UnknownSymbol(asset, assets)
    conditions = {name: order[name] for name in CONDITIONS if order.get(name) is not None}
    if "until" in conditions:
        conditions["until"] = last_session(days, conditions["until"])
    parent = order.get("parent")
    if parent is not None:
        parent = _earlier(parent, places, place, VERBS["parent"])
        if "schedule" in conditions:
            raise OrderError("a schedule gives market orders, without group and parent")
    intent, duration = order.get("intent", "quantity"), order.get("duration", "gtc")
    prices = order.get("limit"), order.get("stop")
    size = order.get("size", 1)
    what = size, intent, *prices, duration, conditions or None
    return int(order["row"]), assets[asset], *what, parent


def _check_family(order: Mapping[str, Any], given: Sequence[Mapping[str, Any]]) -> None:
    """Whether an order is of the asset of the one that it waits for."""
    parent = order.get("parent")
    if parent is None or given[int(parent)]["asset"] == order["asset"]:
        return
    raise OrderError(
        f"an order of {order['asset']} cannot wait for order {parent}, which is of "
        f"{given[int(parent)]['asset']}: both are of one asset"
    )


def _change(line: Mapping[str, Any], places: Mapping[int, int], place: int) -> Line:
    if "cancel" in line:
        return int(line["row"]), _earlier(line["cancel"], places, place, VERBS["cancel"]), None
    what = {name: line[name] for name in CHANGE[2:] if line.get(name) is not None}
    return int(line["row"]), _earlier(line["modify"], places, place, VERBS["modify"]), what


def _earlier(named: Any, places: Mapping[int, int], place: int, verb: str) -> int:
    """The place in the tape of an order that another line names by its place in the list."""
    if not _is_place(named) or int(named) not in places:
        raise OrderError(
            f"the order at place {place} {verb} order {named!r}: orders are named by their places "
            f"in the list, from 0"
        )
    return places[int(named)]


def _check_turns(given: Sequence[Mapping[str, Any]], sequence: Sequence[int]) -> None:
    """Whether each line names orders that have had their turn."""
    turns = {place: turn for turn, place in enumerate(sequence)}
    for place, line in enumerate(given):
        for part, verb in VERBS.items():
            named: Any = line.get(part)
            if _is_place(named) and turns.get(int(named), -1) >= turns[place]:
                raise OrderError(
                    f"the order at place {place} {verb} order {named}, which is not given before "
                    "it: name an order of an earlier row, or one further up of the same row"
                )


def _is_place(named: Any) -> bool:
    return isinstance(named, (int, np.integer)) and not isinstance(named, bool)


def _check_row(row: Any, rows: int) -> None:
    if isinstance(row, bool) or not isinstance(row, (int, np.integer)) or not 0 <= row < rows:
        raise OrderError(f"an order in row {row!r}: the run has the rows 0 to {rows - 1}")


def _check(line: Any) -> None:
    """Whether a line has the parts that it needs, and no others."""
    if not isinstance(line, Mapping):
        raise OrderError(f"the order {line!r} is no dictionary with {', '.join(ORDER)}")
    kind = _kind(line)
    _check_names(line, (*ORDER, *CONDITIONS, "parent") if kind is ORDER else kind)
    if missing := [name for name in _needed(line, kind) if name not in line]:
        raise OrderError(f"the order {dict(line)!r} has no {' and no '.join(missing)}")
    for part in [name for name in ("intent", "duration") if name in line]:
        _check_text(part, line[part])


def _check_names(line: Mapping[str, Any], known: tuple[str, ...]) -> None:
    if unknown := sorted({str(part) for part in line} - set(known)):
        raise OrderError(f"an order has no {', '.join(unknown)}; it has {', '.join(known)}")


def _check_text(part: str, word: Any) -> None:
    if not isinstance(word, str):
        raise OrderError(f"{part} {word!r} of an order is no text; leave it out or name one")


def _needed(line: Mapping[str, Any], kind: tuple[str, ...]) -> tuple[str, ...]:
    """The parts that must be there: a child has no size of its own."""
    return ORDER[:3] if kind is ORDER and line.get("parent") is None else kind[:2]
