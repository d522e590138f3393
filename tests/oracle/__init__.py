"""A plain model of the engine, written from docs/RULES.md alone: what farthing is compared with.

Every number inside is a `fractions.Fraction`, so nothing is rounded unless a rule says so; what
comes out is `decimal.Decimal`, and a number that is not whole at its scale raises. Clarity goes
before speed; the section of the rules is named where a rule is applied.

Read `engine` for the order of things, then `book` (orders), `bar` and `triggers` (what fills),
`fills` (what a fill does), `guard` and `maintenance` (what an account may do), `carry`.
"""

from .engine import run
from .market import Bar, Dividend, End, Funding, Instrument, Split
from .outcome import Outcome
from .setup import Setup
from .targets import run_targets
from .tickets import Share, Ticket
from .values import OutOfRangeError

__all__ = [
    "Bar",
    "Dividend",
    "End",
    "Funding",
    "Instrument",
    "OutOfRangeError",
    "Outcome",
    "Setup",
    "Share",
    "Split",
    "Ticket",
    "run",
    "run_targets",
]
