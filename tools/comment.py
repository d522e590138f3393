"""Writes the one comment of a pull request: made when there is none, else changed in place.

Usage: python -m tools.comment PULL FILE. The comment is found again by its hidden marker. An empty
file writes nothing new, and takes back what an earlier run had to say.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

MARKER = "<!-- farthing: benchmarks -->"
WELL = f"{MARKER}\nEvery benchmark passes.\n"
CHANGE = """mutation($id: ID!, $body: String!) {
  updateIssueComment(input: {id: $id, body: $body}) { clientMutationId }
}"""


def call(pull: str, text: str, comments: list[dict[str, Any]]) -> list[str] | None:
    """What to ask of GitHub's own program so that the comment says this.

    Args:
        pull: number of the pull request.
        text: of the comment.
        comments: those that are there, with ``id`` and ``body``.

    None where nothing is to be said, and nothing was said before.
    """
    ours = [each["id"] for each in comments if MARKER in each["body"]]
    if ours:
        body = text if text.strip() else WELL
        return ["api", "graphql", "-f", f"query={CHANGE}", "-f", f"id={ours[0]}", "-f",
                f"body={body}"]  # fmt: skip
    return ["pr", "comment", pull, "--body", text] if text.strip() else None


def github(*words: str) -> str:
    """What GitHub's own program says."""
    return subprocess.run(["gh", *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def main() -> None:
    """Writes the comment."""
    pull, file = sys.argv[1], Path(sys.argv[2])
    text = file.read_text(encoding="utf-8")
    if text.strip() and MARKER not in text:
        raise SystemExit(f"comment: {file} has no marker {MARKER}")
    there = json.loads(github("pr", "view", pull, "--json", "comments"))["comments"]
    asked = call(pull, text, there)
    if asked is not None:
        github(*asked)


if __name__ == "__main__":
    main()
