"""Every error that farthing raises on purpose.

FarthingError
├── ConfigurationError      a setting of a run or a command makes no sense
│   └── SpaceError          parameters to search that contradict each other, or have no value
├── DataError
│   ├── SourceError         raw data that cannot be read as it was described
│   ├── IngestRefused       bars that are not taken into a bundle, with file, line and reason
│   ├── BundleNotFound
│   ├── BundleCorrupt       a file that is missing, changed, half-written or does not belong
│   ├── CatalogVersionError a catalog that a newer farthing wrote
│   ├── UnknownSymbol
│   └── OutsideData         dates or rows that the data does not have
├── OrderError              an order that is no order: a size that is no number
├── NotEnoughHistory        a window longer than what has happened
├── LedgerOverflow          a number that does not fit the ledger
├── ValidationRefused       returns or trials that a validation can say nothing of
│   ├── TooFewSessions
│   ├── TooFewTrials
│   ├── ConstantReturns
│   ├── UndefinedReturns    a return that is no finite number
│   ├── NothingToChoose     a window in which no trial has an objective
│   └── UselessPermutation  another order cannot change the statistic
├── StudyError              a study that cannot go on: another one is there, or it is damaged
├── StoreError              what the database of the service refuses
│   └── LeaseLost           a job that was given to another worker
└── StrategyError           a run stopped early: its strategy raised, or a number does not fit
    └── Interrupted         the user stopped it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from farthing.backtest.result import Result

SYMBOLS_SHOWN = 10
"""Symbols that a message names when none comes near the one asked."""


class FarthingError(Exception):
    """The root of all errors that farthing raises on purpose."""


class ConfigurationError(FarthingError, ValueError):
    """A setting of a run or a command makes no sense."""


class SpaceError(ConfigurationError):
    """Parameters that are to be searched contradict each other, or have no value."""


class DataError(FarthingError):
    """Something is wrong with bars, or with where they are kept."""


class SourceError(DataError):
    """Raw data cannot be read as it was described."""


class IngestRefused(DataError):  # noqa: N818 - a refusal, named as one
    """Bars are not taken into a bundle."""


class BundleNotFound(DataError):  # noqa: N818
    """The catalog has no bundle of that name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Names the bundle and those that are there."""
        names = sorted(known)
        there = f"it has {', '.join(names)}" if names else "it is empty: see `farthing ingest`"
        super().__init__(f"no bundle {name!r} in the catalog{hint(name, names, there)}")


class BundleCorrupt(DataError):  # noqa: N818
    """A file of a bundle is missing, changed, half-written, or does not belong to it."""


class CatalogVersionError(DataError):
    """A newer farthing wrote the catalog."""


class UnknownSymbol(DataError, KeyError):  # noqa: N818
    """The data has no instrument of that name."""

    def __init__(self, symbol: str, known: Iterable[str]) -> None:
        """Names the symbol, and what comes near it or is there."""
        names = sorted(known)
        shown = ", ".join(names[:SYMBOLS_SHOWN]) + (", ..." if len(names) > SYMBOLS_SHOWN else "")
        near = suggestion(symbol, names) or f"; there are {shown}"
        super().__init__(f"unknown symbol {symbol!r}{near}")

    def __str__(self) -> str:
        """The message, without the quotes of a KeyError."""
        return str(self.args[0])


class OutsideData(DataError):  # noqa: N818
    """Dates or rows that the data does not have."""


class OrderError(FarthingError, ValueError):
    """An order is no order: its size or price is no number."""


class NotEnoughHistory(FarthingError):  # noqa: N818
    """A window is longer than what has happened."""


class LedgerOverflow(FarthingError, OverflowError):  # noqa: N818
    """A number does not fit the ledger."""


class ValidationRefused(FarthingError, ValueError):  # noqa: N818 - a refusal, named as one
    """Returns or trials are such that a validation can say nothing of them."""


class TooFewSessions(ValidationRefused):
    """There are fewer sessions than a statistic or a split needs."""


class TooFewTrials(ValidationRefused):
    """There are fewer trials than a statistic needs."""


class ConstantReturns(ValidationRefused):
    """The returns of a trial are all the same: they have no deviation to be measured by."""


class UndefinedReturns(ValidationRefused):
    """A return is no finite number."""


class NothingToChoose(ValidationRefused):
    """No trial of a window has an objective that is defined."""


class UselessPermutation(ValidationRefused):
    """A statistic is the same in every order: a permutation would say nothing of it."""


class StudyError(FarthingError):
    """A study cannot go on: another one is where it is kept, or what is there is damaged."""


class StoreError(FarthingError):
    """The database of the service refuses what was asked."""


class LeaseLost(StoreError):  # noqa: N818
    """A job was given to another worker, or has ended: what was to be written of it is not."""


class StrategyError(FarthingError):
    """A run stopped early: the strategy raised, or a number does not fit the ledger.

    That exception is the cause; the result so far is kept.

    Attributes:
        result: what the run came to before, marked as partial.
    """

    def __init__(self, message: str, result: Result | None = None) -> None:
        """Keeps the partial result beside the message."""
        super().__init__(message)
        self.result = result


class Interrupted(StrategyError, KeyboardInterrupt):  # noqa: N818
    """The user stopped a run; the partial result is kept."""


def install(extra: str) -> str:
    """The words that say how an extra is installed; farthing is on no package index.

    >>> install("lab")
    "`make setup` in a checkout; with a wheel of farthing, pip install 'FILE.whl[lab]'"
    """
    return f"`make setup` in a checkout; with a wheel of farthing, pip install 'FILE.whl[{extra}]'"


def hint(name: str, known: Iterable[str], there: str) -> str:
    """The words that ask for a near name, where there is one, and then say what there is.

    >>> hint("APPL", ["AAPL", "IBM"], "there are AAPL, IBM")
    '; did you mean AAPL? There are AAPL, IBM'
    >>> hint("XYZ", ["AAPL"], "there is AAPL")
    '; there is AAPL'
    """
    near = suggestion(name, known)
    return f"{near} {there[0].upper()}{there[1:]}" if near else f"; {there}"


def suggestion(name: str, known: Iterable[str]) -> str:
    """The words that ask for a near name, or nothing.

    >>> suggestion("APPL", ["AAPL", "IBM"])
    '; did you mean AAPL?'
    >>> suggestion("XYZ", ["AAPL"])
    ''
    """
    import difflib  # no run without a slip pays for it

    near = difflib.get_close_matches(name.upper(), {k.upper(): k for k in known}, n=1, cutoff=0.6)
    found = [k for k in known if near and k.upper() == near[0]]
    return f"; did you mean {found[0]}?" if found else ""
