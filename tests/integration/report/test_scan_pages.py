"""The pages of a scan in a browser: they fit, ask for nothing, and no label lies on another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from page_reader import DESKTOP, PHONE
from test_report_page import BESIDE

from farthing.data import find_source, ingest
from farthing.report.wyckoff import save_scan
from farthing.wyckoff import Parameters
from farthing.wyckoff.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

    from chromium import Chromium

    from farthing.data import Bars
    from farthing.wyckoff.scan import Scan

EVENTS = """
[...document.querySelectorAll(".event text")].map((text) => {
  const box = text.getBoundingClientRect();
  return [text.textContent, box.left, box.top, box.right, box.bottom];
})
"""
"""Labels of events, and where they are."""

LENIENT = Parameters({"range_sure": 0, "range_score": 0.6, "climax_score": 0.5, "climax_sure": 0.6})
"""A market of four years has a range on each page where any range is told."""


@pytest.fixture(scope="module")
def bars(tmp_path_factory: pytest.TempPathFactory) -> Bars:
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(years=4), "market", home=home).bundle.bars()


@pytest.fixture(scope="module")
def scanned(bars: Bars) -> Scan:
    return scan(bars, LENIENT, shown_from=0)


@pytest.fixture(scope="module")
def folder(bars: Bars, scanned: Scan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_scan(scanned, bars, LENIENT, tmp_path_factory.mktemp("scan"))


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_pages_fit_and_are_quiet(browser: Chromium, folder: Path, width: int) -> None:
    beyond = BESIDE.replace('".table"', '".table, .drawing"')
    pages = sorted(folder.glob("*.html"))
    assert len(pages) == 7
    for page in pages:
        seen = browser.open(page.as_uri(), width)
        assert [url for url in seen.requests if not url.startswith(("file:", "data:"))] == []
        assert seen.errors == []
        assert browser.evaluate(beyond) == []


def test_no_label_of_an_event_lies_on_another(browser: Chromium, folder: Path) -> None:
    seen = 0
    for page in sorted(folder.glob("*.html")):
        browser.open(page.as_uri(), DESKTOP)
        labels = browser.evaluate(EVENTS)
        seen += len(labels)
        for place, (_, left, top, right, bottom) in enumerate(labels):
            for _, other_left, other_top, other_right, other_bottom in labels[place + 1 :]:
                is_beside = right < other_left + 2 or other_right < left + 2
                assert is_beside or bottom < other_top + 5 or other_bottom < top + 5, page
    assert seen > 10


def test_a_page_tells_every_number_against_its_threshold(folder: Path, scanned: Scan) -> None:
    found = scanned.found
    for row in scanned.rows:
        page = (folder / f"{row.symbol}.html").read_text(encoding="utf-8")
        assert f"<h1>{row.symbol}</h1>" in page
        ranges = found.ranges.filter(symbol=row.symbol)
        number = ranges.get_column("range")[-1]
        events = found.events.with_row_index("place").filter(symbol=row.symbol, range=number)
        evidence = found.evidence.filter(
            found.evidence.get_column("row").is_in(events.get_column("place").implode())
        )
        thresholds = re.findall(r'data-name="Threshold"[^>]*>([^<]+)<', page)
        told = [f"{each['sense']} {each['threshold']:g}" for each in evidence.to_dicts()]
        assert sorted(thresholds) == sorted(told)


def test_equal_scans_make_equal_pages(
    bars: Bars, scanned: Scan, folder: Path, tmp_path: Path
) -> None:
    again = save_scan(scan(bars, LENIENT, shown_from=0), bars, LENIENT, tmp_path)
    for page in folder.iterdir():
        assert (again / page.name).read_bytes() == page.read_bytes()
