"""The page of a result in a browser: it fits, on a phone too, and loads nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from farthing.lab.flame import differential
from farthing.lab.report import page
from tests.integration.report.chromium import Chromium, find_chromium
from tests.unit.lab.report.lab_results import SLOW, comparison, every

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from farthing.lab.results.file import ResultFile

PHONE, DESKTOP = 390, 1400
WIDE = "document.documentElement.scrollWidth"
COVERED = """[...document.querySelectorAll('.rank.head, .rank.foot')].flatMap(rank => {
  const words = [...rank.querySelectorAll('text')].filter(t => t.getBoundingClientRect().width)
    .map(t => t.getBoundingClientRect()).sort((a, b) => a.left - b.left);
  return words.slice(1).filter((box, i) => box.left < words[i].right).map(box => box.left) })"""
FIRST_OVER_NEXT = """[...document.querySelectorAll('tbody tr')].filter(row => {
  const [first, next] = [...row.children].map(cell => cell.getBoundingClientRect());
  const words = document.createRange();
  words.selectNodeContents(row.firstElementChild);
  const right = Math.max(first.right, words.getBoundingClientRect().right);
  return next && next.top < first.bottom && right > next.left + 1 }).length"""
OUTSIDE = """[...document.querySelectorAll('.drawn text, .what, .who')]
  .map(t => t.getBoundingClientRect())
  .filter(box => box.right > innerWidth || box.left < 0).length"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed: the page cannot be opened in a browser")
    with Chromium(program, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("result", every(), ids=lambda result: result.kind)
def test_a_page_fits_and_loads_nothing(
    browser: Chromium, tmp_path: Path, result: ResultFile, width: int
) -> None:
    file = tmp_path / "page.html"
    file.write_text(page(result), encoding="utf-8")
    seen = browser.open(file.as_uri(), width)
    assert seen.errors == []
    assert [url for url in seen.requests if not url.startswith("data:")] == [file.as_uri()]
    assert browser.evaluate(WIDE) <= width
    assert browser.evaluate(COVERED) == []
    assert browser.evaluate(OUTSIDE) == 0
    assert browser.evaluate(FIRST_OVER_NEXT) == 0


def test_a_flame_graph_in_the_page_is_drawn_without_a_request(
    browser: Chromium, tmp_path: Path
) -> None:
    graph = tmp_path / "b-D.svg"
    graph.write_text(differential("main;step 2", "main;step 3", "b-D"), encoding="utf-8")
    file = tmp_path / "page.html"
    file.write_text(page(comparison(SLOW), [graph]), encoding="utf-8")
    seen = browser.open(file.as_uri(), DESKTOP)
    assert seen.errors == []
    assert {url.partition(":")[0] for url in seen.requests} == {"file", "data"}
    height = browser.evaluate("document.querySelector('.flame iframe').clientHeight")
    assert height == int(graph.read_text().partition('height="')[2].partition('"')[0])
