"""The page of a result: whole, self-contained, and safe from what a result says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from farthing.lab.report import page
from farthing.lab.results.comparison import Verdict
from farthing.lab.results.file import ResultFile
from tests.unit.lab.report.lab_results import SLOW, compared, comparison, every, experiment, raised

if TYPE_CHECKING:
    from pathlib import Path

VOID = {"meta", "link", "br", "img", "line", "circle", "rect", "path"}
AT = re.compile(r'(?:x|x1|x2|cx)="(-?[\d.]+)%"')


class Balanced(HTMLParser):
    """Holds every element to its end."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [told["id"] or ""] if "id" in told else []
        self.targets += [told["href"] or ""] if tag == "a" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(html: str) -> Balanced:
    reader = Balanced()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


@pytest.mark.parametrize("result", every(), ids=lambda result: result.kind)
def test_a_page_is_one_file_and_whole(result: ResultFile) -> None:
    html = page(result)
    reader = read(html)
    assert "http://" not in html.replace("http://www.w3.org", "")
    assert "https://" not in html
    assert len(set(reader.ids)) == len(reader.ids)
    assert {target.lstrip("#") for target in reader.targets} <= set(reader.ids)
    assert "A Fine Processor" in html


@pytest.mark.parametrize("result", every(), ids=lambda result: result.kind)
def test_everything_that_is_drawn_stands_within_its_place(result: ResultFile) -> None:
    places = [float(place) for place in AT.findall(page(result))]
    assert all(0 <= place <= 100 for place in places)


def test_what_a_case_says_is_no_markup() -> None:
    html = page(comparison(raised("<script>alert(1)</script>")))
    assert "<script>" not in html
    assert "ValueError: no such &lt;price&gt;" in html


def test_flame_graphs_are_in_the_page(tmp_path: Path) -> None:
    tall, plain = tmp_path / "b-D.svg", tmp_path / "other.svg"
    tall.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="100%" height="188"></svg>')
    plain.write_text("<svg></svg>")
    html = page(comparison(SLOW), [tall, plain])
    assert html.count('src="data:image/svg+xml;base64,') == 2
    assert 'height="188"' in html
    assert "Flame graph of other" in html
    assert "Flame graph" not in page(comparison(SLOW))


def test_an_estimate_stands_between_the_ends_of_its_interval() -> None:
    html = page(comparison(compared("c-D", Verdict.WARN, 1.07)))
    found = re.search(
        r'class="span" x1="([\d.]+)%" x2="([\d.]+)%" y1="15".*?cx="([\d.]+)%"', html, re.DOTALL
    )
    assert found is not None
    low, high, at = map(float, found.groups())
    assert low < at < high


def test_a_verdict_has_its_colour_in_the_experiment() -> None:
    html = page(experiment())
    assert html.count('class="dot gain"') == 2
    assert "planted 0 %" in html


def test_equal_results_make_equal_pages() -> None:
    assert page(comparison(SLOW)) == page(comparison(SLOW))
