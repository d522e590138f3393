"""The engine in the words of the oracle: what goes in, what is played, what comes out.

`market` makes farthing's bars of the oracle's and `taken` the oracle's of a bundle's, `play` runs
them on both drivers, `outcome` reads the tables of a result, and `difference` compares.
"""

from .days import Days
from .difference import differences
from .market import bars_of
from .outcome import outcome_of
from .play import (
    Market,
    Script,
    Step,
    Targets,
    play_batch,
    play_event,
    play_oracle,
    play_recording,
)
from .steps import Bracket, Made
from .taken import market_of

__all__ = [
    "Bracket",
    "Days",
    "Made",
    "Market",
    "Script",
    "Step",
    "Targets",
    "bars_of",
    "differences",
    "market_of",
    "outcome_of",
    "play_batch",
    "play_event",
    "play_oracle",
    "play_recording",
]
