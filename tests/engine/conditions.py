"""The settings of a market that only some runs have, in farthing's terms."""

from farthing import costs

from .days import Days

WORDS = {"too_many_orders": "order-count"}
"""Controls that have another name on farthing's side."""


def commission_of(words: tuple[str, ...]) -> str:
    """The commission of a table: tiers are written with an equals sign."""
    model, *terms = words
    if model != "tiered":
        return ":".join(map(str, words))
    text = " ".join(terms).replace(":", "=").replace("minimum ", "min=")
    return ":".join([model, *text.split()])


def account_of(setup: dict[str, object]) -> str:
    """The account, with the sessions that a call may stand."""
    words = [*setup.get("account", ("unlimited",))]
    return ":".join(map(str, [*words, setup["grace"]] if "grace" in setup else words))


def controls_of(setup: dict[str, object], days: Days) -> list[costs.Control]:
    """The controls, with days for sessions."""
    return [_control(*words, days=days) for words in setup.get("controls", ())]


def _control(name: str, *terms: str, days: Days) -> costs.Control:
    if name == "restricted":
        symbol, sessions = terms
        begin, _, end = sessions.partition("-")
        return costs.restricted(symbol, days(int(begin)), days(int(end or begin)))
    text = ":".join([WORDS.get(name, name), *terms])
    return costs.controls(text)[0]


def carry_of(setup: dict[str, object]) -> dict[str, str]:
    """What borrowing and cash cost."""
    interest = ":".join(map(str, setup.get("interest", ("0", "0"))))
    return {"borrow": str(setup.get("borrow", "0")), "interest": interest}
