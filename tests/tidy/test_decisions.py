"""Decisions are known by their numbers: each number is of one, and stands in its heading."""

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
