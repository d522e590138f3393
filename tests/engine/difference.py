"""How two outcomes differ, to the last digit."""

from dataclasses import fields

import oracle


def differences(expected: oracle.Outcome, actual: oracle.Outcome) -> list[str]:
    """Nothing where every number of both is the same; else a line for each table that differs."""
    found = []
    for field in fields(oracle.Outcome):
        one, other = (_comparable(getattr(side, field.name)) for side in (expected, actual))
        if one != other:
            found.append(f"{field.name}: {_first(one, other)}")
    return found


def _comparable(table: object) -> object:
    """Balances of nothing are left out; the rest as it is."""
    if isinstance(table, dict):
        return sorted(((str(key), amount) for key, amount in table.items() if amount))
    return table


def _first(expected: object, actual: object) -> str:
    """The first place at which two tables differ."""
    if not isinstance(expected, list) or not isinstance(actual, list):
        return f"expected {expected}, found {actual}"
    for place, (one, other) in enumerate(zip(expected, actual, strict=False)):
        if one != other:
            return f"row {place}\n  expected {one}\n  found    {other}"
    return f"expected {len(expected)} rows, found {len(actual)}"
