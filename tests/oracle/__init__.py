"""A plain model of the engine, written from docs/RULES.md alone: what farthing is compared with.

Every number inside is a `fractions.Fraction`, so nothing is rounded unless a rule says so; what
comes out is `decimal.Decimal`, and a number that is not whole at its scale raises. Clarity goes
before speed; the section of the rules is named where a rule is applied.
"""

from .engine import run
from .market import Bar, Dividend, Instrument, Setup, Split
from .orders import Ticket
from .outcome import Outcome
from .targets import run_targets
from .values import OutOfRangeError

__all__ = [
    "Bar",
    "Dividend",
    "Instrument",
    "OutOfRangeError",
    "Outcome",
    "Setup",
    "Split",
    "Ticket",
    "run",
    "run_targets",
]
