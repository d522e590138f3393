"""Expressions as the core takes them: lines of nodes, each behind its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.rules.expression import (
    Ago,
    Arithmetic,
    BarsInPosition,
    BarsSince,
    Before,
    Combined,
    Compared,
    Constant,
    Field,
    Indicator,
    InPosition,
    Negated,
    Parameter,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from farthing.rules.expression import Expression

Line = tuple[str, list[int], str, float]

CORE_NAMES = {"rolling_min": "min", "rolling_max": "max"}
"""Indicators that the core calls otherwise."""

NAMES: dict[type, str] = {
    Ago: "ago",
    BarsInPosition: "bars_in_position",
    BarsSince: "bars_since",
    Before: "before",
    InPosition: "in_position",
    Negated: "~",
}


def lines_of(
    nodes: Sequence[Expression], places: Mapping[Expression, int], parameters: Sequence[str]
) -> list[Line]:
    """The nodes of expressions, each behind its parts, as ``_core.RulesProgram`` takes them."""
    return [_line(node, [places[part] for part in node.parts], parameters) for node in nodes]


def _line(node: Expression, parts: list[int], parameters: Sequence[str]) -> Line:
    if isinstance(node, Constant):
        return "constant", parts, "", float(node.value)
    if isinstance(node, Parameter):
        return "parameter", parts, "", float(parameters.index(node.name))
    if isinstance(node, Field):
        return "field", parts, node.name, 0.0
    if isinstance(node, Indicator):
        star = "" if node.parameter is None else "*"
        name = CORE_NAMES.get(node.name, node.name)
        return "indicator", parts, f"{name}{star} {heard_by(node)}", float(node.output or 0)
    if isinstance(node, (Arithmetic, Compared, Combined)):
        return node.sign, parts, "", 0.0
    return NAMES[type(node)], parts, "", 0.0


def heard_by(indicator: Indicator) -> str:
    """The field that an indicator hears; of one that hears bars, the one whose digits it has."""
    if indicator.heard is not None:
        return indicator.heard.name
    return "volume" if indicator.name == "obv" else "close"
