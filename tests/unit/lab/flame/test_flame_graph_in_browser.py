"""A flame graph in a browser: text that fits, zoom, search, keys, and no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from farthing.lab.flame import flame_graph
from tests.integration.report.chromium import Chromium, find_chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = "a_function_whose_name_is_far_too_long_for_a_narrow_window"
FOLDED = f"""
main (run.py:1);{LONG} (farthing/long.py:2) 70
main (run.py:1);on_bar (sma.py:3);average (sma.py:9) 20
main (run.py:1);on_bar (sma.py:3);order (sma.py:20);average (sma.py:9) 5
main (run.py:1);tiny (sma.py:30) 5
"""
SHOWN = """[...document.querySelectorAll('.frame')].filter(f => f.style.display !== 'none')
  .map(f => f.getAttribute('aria-label').split(' ')[0])"""
OUTSIDE = """[...document.querySelectorAll('.frame')].filter(f => f.style.display !== 'none')
  .filter(f => { const text = f.querySelector('text'), box = f.querySelector('rect');
    const [words, room] = [text, box].map(part => part.getBoundingClientRect().right);
    return text.textContent && words > room + 1 })
  .map(f => f.textContent)"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed: the flame graph cannot be opened in a browser")
    with Chromium(program, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def page(tmp_path: Path) -> str:
    file = tmp_path / "flame.svg"
    file.write_text(flame_graph(FOLDED, "A run with a title that is longer than a phone is wide"))
    return file.as_uri()


def label(browser: Chromium, start: str) -> str:
    """What is written on the frame whose name begins so."""
    return browser.evaluate(
        f"document.querySelector('.frame[aria-label^=\"{start}\"] text').textContent"
    )


@pytest.mark.parametrize("width", [1400, 390])
def test_it_opens_without_a_request_or_an_error_and_text_fits(
    browser: Chromium, page: str, width: int
) -> None:
    seen = browser.open(page, width)
    assert seen.requests == [page]
    assert seen.errors == []
    assert browser.evaluate(OUTSIDE) == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    heading = "document.querySelector('.title').getBoundingClientRect().right"
    assert browser.evaluate(heading) <= width


def test_a_label_is_cut_where_there_is_no_room(browser: Chromium, page: str) -> None:
    browser.open(page, 1400)
    assert label(browser, "a_function") == f"{LONG}farthing/long.py"
    browser.open(page, 390)
    assert label(browser, "a_function").endswith("…")
    browser.resize(1400, 900)
    browser.evaluate("new Promise(done => setTimeout(done, 100))")
    assert label(browser, "a_function").endswith("farthing/long.py")


def test_a_click_zooms_and_escape_goes_back(browser: Chromium, page: str) -> None:
    browser.open(page, 1400)
    everything = browser.evaluate(SHOWN)
    browser.evaluate(
        "document.querySelector('.frame[aria-label^=on_bar] rect')"
        ".dispatchEvent(new MouseEvent('click', {bubbles: true}))"
    )
    assert browser.evaluate(SHOWN) == ["all,", "main", "on_bar", "average", "order", "average"]
    assert browser.evaluate("document.querySelector('.tools button').hidden") is False
    browser.press("Escape")
    assert browser.evaluate(SHOWN) == everything


def test_a_search_says_its_share_and_counts_nested_frames_once(
    browser: Chromium, page: str
) -> None:
    browser.open(page, 1400)
    browser.evaluate(
        "(() => { const i = document.querySelector('input'); i.value = 'SMA.py';"
        " i.dispatchEvent(new Event('input')); })()"
    )
    said = "document.querySelector('.facts').textContent"
    assert browser.evaluate(said) == "30.0 % of all in 5 frames that match"
    assert browser.evaluate("document.querySelectorAll('.hit').length") == 5


def test_keys_walk_zoom_and_search(browser: Chromium, page: str) -> None:
    browser.open(page, 1400)
    focused = "document.activeElement.getAttribute('aria-label')?.split(' ')[0]"
    browser.evaluate("document.querySelector('.frame').focus()")
    for key, name in (
        ("ArrowDown", "main"), ("ArrowDown", LONG), ("ArrowRight", "on_bar"),
        ("ArrowDown", "average"), ("ArrowUp", "on_bar"),
    ):  # fmt: skip
        browser.press(key)
        assert browser.evaluate(focused) == name
    assert "25 samples, 25.0 % of all" in browser.evaluate(
        "document.querySelector('.tip').textContent"
    )
    browser.press("Enter")
    assert "a_function" not in str(browser.evaluate(SHOWN))
    browser.press("/")
    assert browser.evaluate("document.activeElement.type") == "search"


def test_a_tip_stays_inside_the_window(browser: Chromium, page: str) -> None:
    browser.open(page, 390)
    where = browser.evaluate(
        "(() => { const b = document.querySelector('.frame[aria-label^=tiny] rect')"
        ".getBoundingClientRect(); return [b.left + b.width / 2, b.top + 5] })()"
    )
    browser.point(*where)
    browser.evaluate("new Promise(done => setTimeout(done, 50))")
    tip = browser.evaluate(
        "(() => { const b = document.querySelector('.tip').getBoundingClientRect();"
        " return [b.left, b.right, b.width] })()"
    )
    assert tip[0] >= 0
    assert tip[1] <= 390
    assert tip[2] > 50
