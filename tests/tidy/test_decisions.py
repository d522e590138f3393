"""Decisions are known by their numbers: each number is of one, and stands in its heading."""

import re
from collections import Counter

from tools.places import ROOT

PAGES = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def test_each_number_is_of_one_decision():
    counts = Counter(page.name[:4] for page in PAGES)
    assert len(PAGES) >= 16
    assert [number for number, count in counts.items() if count > 1] == []


def test_a_heading_has_the_number_of_its_file():
    for page in PAGES:
        first = page.read_text(encoding="utf-8").splitlines()[0]
        assert first.startswith(f"# {page.name[:4]}"), page.name


LINK = r"\[(\d{4})\]\(\1-[^)]*\.md\)"
LATER = {
    "replaces": re.compile(rf"\breplaces (?:in part )?{LINK}", re.IGNORECASE),
    "adds": re.compile(rf"\badds to {LINK}", re.IGNORECASE),
}
EARLIER = {
    "replaces": re.compile(rf"\breplaced (?:in part )?by {LINK}", re.IGNORECASE),
    "adds": re.compile(rf"\badded to by {LINK}", re.IGNORECASE),
}
ANY_SAYING = re.compile(
    r"\b(?:replaces|replaced|adds to|added to)\b[^.;]*?\[\d{4}\]", re.IGNORECASE
)


def head(text):
    """What stands between the heading and the first section."""
    return text.partition("\n## ")[0]


def said(pages):
    """Triples of a word, a later page and an earlier one: as later pages say, and earlier ones."""
    later = {
        (word, number, old)
        for number, text in pages.items()
        for word, pattern in LATER.items()
        for old in pattern.findall(head(text))
    }
    earlier = {
        (word, new, number)
        for number, text in pages.items()
        for word, pattern in EARLIER.items()
        for new in pattern.findall(head(text))
    }
    return later, earlier


def texts_of_pages():
    return {page.name[:4]: page.read_text(encoding="utf-8") for page in PAGES}


def test_what_replaces_or_adds_to_a_decision_and_that_decision_point_to_each_other():
    """Who reads the old page alone would take for valid what is so no more."""
    later, earlier = said(texts_of_pages())
    assert later == earlier
    assert {("replaces", "0015", "0007"), ("adds", "0013", "0008")} <= later
    assert all(new > old for _, new, old in later)


def test_who_replaces_or_adds_to_a_decision_says_so_in_the_words_that_are_looked_for():
    for number, text in texts_of_pages().items():
        patterns = (*LATER.values(), *EARLIER.values())
        known = sum(len(pattern.findall(head(text))) for pattern in patterns)
        assert len(ANY_SAYING.findall(text)) == known, number


def test_a_link_without_its_way_back_is_seen():
    pages = {"0001": "# 0001\n\n## Context\n", "0002": "# 0002\n\nAdds to [0001](0001-a.md).\n"}
    later, earlier = said(pages)
    assert later - earlier == {("adds", "0002", "0001")}
