"""What keeps one engine from giving a figure, while the others go on."""

from __future__ import annotations

from farthing.errors import FarthingError

LINES_SHOWN = 3


class PeerFailed(FarthingError):  # noqa: N818 - what happened, not whose fault it is
    """An engine could not be installed, or its process gave no figure.

    Attributes:
        engine: its name.
        reason: in the words of what failed.
    """

    def __init__(self, engine: str, reason: str) -> None:
        """Names the engine and the reason."""
        self.engine = engine
        self.reason = reason
        super().__init__(f"{engine}: {reason}")


def last_words(text: str) -> str:
    r"""The last lines of what a program said, as one line.

    >>> last_words("Traceback\n\n  File ...\nValueError: no bars\n")
    'Traceback / File ... / ValueError: no bars'
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " / ".join(lines[-LINES_SHOWN:]) or "it said nothing"
