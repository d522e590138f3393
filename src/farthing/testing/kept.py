"""What was measured and its page in a folder: ``NAME.json``, and ``NAME.md`` made of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def keep(result: dict[str, Any], page: str, folder: Path, name: str) -> None:
    """Writes a result, and the page that was made of it.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     keep({"cases": 2}, "# Two", Path(folder), "study")
    ...     kept(Path(folder), "study")
    {'cases': 2}
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, indent=1) + "\n"
    (folder / f"{name}.json").write_text(text, encoding="utf-8")
    (folder / f"{name}.md").write_text(page, encoding="utf-8")


def kept(folder: Path, name: str) -> Any:
    """Reads a result.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
