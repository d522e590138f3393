"""Files are small enough to be one idea."""

from __future__ import annotations

from tidy.tree import texts

LINES_MAX = 600
COMMENTS = {".py": "#", ".rs": "//"}


def lines_of_code(text: str, comment: str) -> int:
    """The lines that are neither empty nor a comment."""
    return sum(
        1 for line in text.splitlines() if line.strip() and not line.strip().startswith(comment)
    )


def test_no_file_is_longer_than_600_lines_of_code() -> None:
    """A file past some 500 lines is two ideas; what grows past 600 was not looked at as a whole."""
    counts = {
        path: lines_of_code(text, COMMENTS[suffix])
        for path, text in texts().items()
        if (suffix := path[-3:]) in COMMENTS
    }
    assert counts
    assert {path: count for path, count in counts.items() if count > LINES_MAX} == {}


def test_empty_lines_and_comments_are_no_lines_of_code() -> None:
    assert lines_of_code("import os\n\n    # why\nos.sep\n", "#") == 2
