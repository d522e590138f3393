"""Constraints: what must be true of parameters together."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from farthing.errors import SpaceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from farthing.optimise.values import Value

_ALLOWED = (
    ast.Expression, ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.BinOp,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Compare, ast.Eq, ast.NotEq,
    ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Name, ast.Load, ast.Constant,
    ast.Tuple, ast.List,
)  # fmt: skip
"""Parts of an expression: comparisons and arithmetic, no call and no attribute."""


@dataclass(frozen=True)
class Constraint:
    """A predicate over parameters, and how it is called.

    Attributes:
        words: the expression, or the name of the function.
        predicate: is given the parameters that exist, by name.
        names: parameters without which it says nothing; empty for a function, which is asked
            always.
    """

    words: str
    predicate: Callable[[Mapping[str, Value]], Any] = field(compare=False)
    names: frozenset[str] = frozenset()

    def allows(self, values: Mapping[str, Value]) -> bool:
        """Whether parameters are allowed; yes where one of its names does not exist.

        Raises:
            SpaceError: it could not be said.
        """
        if not self.names <= values.keys():
            return True
        try:
            return bool(self.predicate(values))
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            shown = ", ".join(f"{name}={value!r}" for name, value in values.items())
            raise SpaceError(
                f"constraint {self.words} fails at {shown}: {type(error).__name__}: {error}"
            ) from error


def constraint(told: str | Callable[[Mapping[str, Value]], Any] | Constraint) -> Constraint:
    """A constraint from what users give: an expression, or a function of the parameters.

    Raises:
        SpaceError: the text is no such expression.

    >>> constraint("fast < slow").allows({"fast": 5, "slow": 4})
    False
    >>> constraint(lambda p: p["fast"] < 10).allows({"fast": 5})
    True
    """
    if isinstance(told, Constraint):
        return told
    if callable(told):
        return Constraint(getattr(told, "__qualname__", type(told).__name__), told)
    if not isinstance(told, str):
        raise SpaceError(f"constraint {told!r} is none: write 'fast < slow', or give a function")
    tree = _tree(told)
    names = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    if not names:
        raise SpaceError(f"constraint {told!r} names no parameter")
    code = compile(tree, "<constraint>", "eval")

    def predicate(values: Mapping[str, Value]) -> Any:
        return eval(code, {"__builtins__": {}}, dict(values))  # noqa: S307 - _ALLOWED has no call

    return Constraint(told.strip(), predicate, names)


def _tree(text: str) -> ast.Expression:
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise SpaceError(
            f"constraint {text!r} is no expression ({error.msg}); write it like 'fast < slow'"
        ) from None
    for node in ast.walk(tree):
        if not isinstance(node, _ALLOWED):
            raise SpaceError(
                f"constraint {text!r} has {type(node).__name__}: it may compare and calculate with "
                "parameters and numbers; give a function in Python for more"
            )
    return tree
