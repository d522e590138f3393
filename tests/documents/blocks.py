"""The code blocks of a Markdown document, with how each is marked."""

from __future__ import annotations

import re
from dataclasses import dataclass

FENCE = re.compile(r"^( *)(`{3,}|~{3,})(.*)$")
MARKS = {
    "python": r"|(file|program)=[\w./-]+",
    "console": r"|exact|fails|elsewhere",
    **dict.fromkeys(("csv", "json", "mermaid", "text", "toml"), ""),
}


class UnknownMark(ValueError):  # noqa: N818
    """A block marked so that nobody would run it."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its mark, its text and the line where its text begins."""

    language: str
    mark: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Command:
    """A line of a console block after ``$``, and the output that the document shows for it."""

    text: str
    shown: str
    line: int


def blocks(document: str) -> list[Block]:
    """The fenced blocks in their order; UnknownMark when one says neither run nor do not run."""
    found: list[Block] = []
    lines = document.splitlines()
    at = 0
    while at < len(lines):
        opening = FENCE.match(lines[at])
        at += 1
        if not opening:
            continue
        indent, fence, info = len(opening[1]), opening[2], opening[3].strip()
        begin = at
        while at < len(lines) and lines[at].strip() != fence:
            at += 1
        if at == len(lines):
            raise UnknownMark(f"line {begin}: the block is never closed")
        language, _, mark = info.partition(" ")
        if language not in MARKS or not re.fullmatch(MARKS[language], mark):
            raise UnknownMark(f"line {begin}: {info!r} is none of the marks that are known")
        text = "".join(line[indent:] + "\n" for line in lines[begin:at])
        found.append(Block(language, mark, text, begin + 1))
        at += 1
    return found


def commands(block: Block) -> list[Command]:
    """The commands of a console block; a line that ends in a backslash goes on in the next."""
    found: list[Command] = []
    goes_on = False
    for number, line in enumerate(block.text.splitlines(), start=block.line):
        if line.startswith("$ "):
            found.append(Command(line[2:], "", number))
        elif not found:
            raise UnknownMark(f"line {number}: a console block begins with a command after '$ '")
        else:
            last = found.pop()
            text, shown = last.text, last.shown
            if goes_on:
                text += "\n" + line
            else:
                shown += line + "\n"
            found.append(Command(text, shown, last.line))
        goes_on = found[-1].text.endswith("\\") and not found[-1].shown
    return found
