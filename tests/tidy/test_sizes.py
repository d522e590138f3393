"""Files are small enough to be one idea."""

from __future__ import annotations

from tidy.tree import texts
from tools.complexity import exceptions

LINES_MAX = 500
COMMENTS = {".py": "#", ".rs": "//"}


def lines_of_code(text: str, comment: str) -> int:
    """The lines that are neither empty nor a comment."""
    return sum(
        1 for line in text.splitlines() if line.strip() and not line.strip().startswith(comment)
    )


def complaints(counts: dict[str, int], reasons: dict[str, str]) -> dict[str, str]:
    """What is wrong with the sizes of files, by their path."""
    long = {path: count for path, count in counts.items() if count > LINES_MAX}
    wrong = {
        path: f"{count} lines of code of at most {LINES_MAX}: split it"
        for path, count in long.items()
        if path not in reasons
    }
    return wrong | {path: "needs no exception" for path in reasons if path not in long}


def test_a_file_is_no_longer_than_500_lines_of_code_or_has_a_reason() -> None:
    """A file past 500 lines is two ideas, unless somebody has written down why it is one."""
    counts = {
        path: lines_of_code(text, COMMENTS[suffix])
        for path, text in texts().items()
        if (suffix := path[-3:]) in COMMENTS
    }
    assert counts
    _, reasons = exceptions()
    assert all(len(reason) > 20 for reason in reasons.values())
    assert complaints(counts, reasons) == {}


def test_a_long_file_and_a_needless_reason_are_told() -> None:
    counts = {"long.py": LINES_MAX + 1, "excused.py": LINES_MAX + 1, "short.py": LINES_MAX}
    told = complaints(counts, {"excused.py": "it is a table", "short.py": "it was long"})
    assert told == {
        "long.py": "501 lines of code of at most 500: split it",
        "short.py": "needs no exception",
    }


def test_empty_lines_and_comments_are_no_lines_of_code() -> None:
    assert lines_of_code("import os\n\n    # why\nos.sep\n", "#") == 2
