"""The page in a browser: it fits, asks for nothing, breaks nowhere, and can be pointed at."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from page_reader import DESKTOP, PHONE, TABLET
from report_runs import HOSTILE_NAME, HOSTILE_SYMBOL, IDLE, NAMES

from farthing.report.page import LINKS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from chromium import Chromium, Seen

    from farthing.backtest.result import Result

SECTIONS = ["summary", *(name for name, _ in LINKS)]

IDS = "[...document.querySelectorAll('main > section')].map(section => section.id)"

BESIDE = """
[...document.querySelectorAll("body *")].filter((node) => {
  const box = node.getBoundingClientRect();
  const scrolls = node.closest(".table");
  return box.width && !scrolls && (box.right > innerWidth + 1 || box.left < -1);
}).map((node) => node.outerHTML.slice(0, 120))
"""
"""What reaches beyond the window and does not scroll in its own place."""

COVERED = """
[...document.querySelectorAll(".panel > svg")].flatMap((svg) => {
  const boxes = [...svg.querySelectorAll("text")].map((text) => [
    text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width);
  return boxes.flatMap(([words, one], place) => boxes.slice(place + 1).filter(([, other]) =>
    one.left < other.right - 1 && other.left < one.right - 1 &&
    one.top < other.bottom - 3 && other.top < one.bottom - 3
  ).map(([others]) => svg.ariaLabel + ": " + words + " / " + others));
})
"""
"""Labels of charts that cover each other."""


@pytest.fixture
def opened(browser: Chromium, folder_of: Callable[[str], Path]) -> Callable[..., Seen]:
    """Opens the report of a run."""

    def opened(name: str, width: int = DESKTOP, *, dark: bool = False) -> Seen:
        return browser.open((folder_of(name) / "report.html").as_uri(), width, dark=dark)

    return opened


@pytest.mark.parametrize("width", [DESKTOP, TABLET, PHONE])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_and_is_quiet(
    browser: Chromium,
    opened: Callable[..., Seen],
    folder_of: Callable[[str], Path],
    name: str,
    width: int,
) -> None:
    seen = opened(name, width)
    assert seen.errors == []
    assert seen.requests == [(folder_of(name) / "report.html").as_uri()]
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    assert browser.evaluate(BESIDE) == []
    assert browser.evaluate(COVERED) == []
    assert browser.evaluate(IDS) == SECTIONS if name not in IDLE else ["summary", "manifest"]


@pytest.mark.parametrize("name", IDLE)
def test_a_run_in_which_nothing_happened_says_so_and_draws_nothing(
    browser: Chromium, opened: Callable[..., Seen], result_of: Callable[[str], Result], name: str
) -> None:
    opened(name)
    orders = ["orders"] if len(result_of(name).orders) else []
    assert browser.evaluate(IDS) == ["summary", *orders, "manifest"]
    linked = browser.evaluate("[...document.querySelectorAll('nav a')].map(e => e.hash)")
    assert linked == [f"#{each}" for each in (*orders, "manifest")]
    assert browser.evaluate("document.querySelectorAll('figure').length") == 0
    said = browser.evaluate("document.querySelector('#summary').innerText")
    assert "Nothing filled and the account never moved" in said
    opened("daily")
    assert "Nothing filled" not in browser.evaluate("document.body.innerText")


def test_the_check_of_labels_can_fail(browser: Chromium, opened: Callable[..., Seen]) -> None:
    opened("daily")
    browser.evaluate(
        "document.querySelectorAll('.panel > svg .grid text').forEach(e => e.setAttribute('y', 0))"
    )
    assert browser.evaluate(COVERED)
    browser.evaluate("document.querySelector('h2').style.width = '3000px'")
    assert browser.evaluate(BESIDE)


CUT = """
[...document.querySelectorAll('table')].filter(table => {
  const room = table.closest('.table').getBoundingClientRect();
  return [...table.querySelectorAll('td')].some(
    cell => cell.getBoundingClientRect().right > room.right + 1);
}).map(table => table.closest('.table').getAttribute('aria-label'))
"""
"""Tables of which a column lies beyond the page's edge."""


def test_no_column_of_a_table_is_beyond_the_edge_of_a_phone(
    browser: Chromium, opened: Callable[..., Seen]
) -> None:
    opened("daily", 390)
    assert browser.evaluate("document.querySelectorAll('table.cards td').length") > 50
    assert browser.evaluate(CUT) == []
    named = "getComputedStyle(document.querySelector('.months td'), '::before').content"
    assert browser.evaluate(named) == '"Jan"'
    browser.evaluate("document.querySelector('.months').style.width = '700px'")
    assert browser.evaluate(CUT) == ["Returns of months in percent"]


def test_reasons_and_their_meanings_have_room_on_a_phone(
    browser: Chromium, opened: Callable[..., Seen]
) -> None:
    opened("actions", 390)
    wide = "document.querySelector('#orders td[data-name={}]').getBoundingClientRect().width"
    assert browser.evaluate(wide.format("Meaning")) > 300
    assert browser.evaluate(wide.format("Reason")) > 200
    model = "document.querySelector('#costs td[data-name=Model]').getBoundingClientRect().width"
    assert browser.evaluate(model) > 300


BROKEN = r"""
[...document.querySelectorAll('td.figure, .facts dd')].flatMap(cell => {
  const [node] = cell.childNodes;
  if (!node || !/^[+\u2212]?[\d,.]+\s*$/.test(node.data)) return [];
  const range = document.createRange();
  range.setStart(node, 0);
  range.setEnd(node, node.data.trimEnd().length);
  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
  return lines.size > 1 ? [node.data] : [];
})
"""
"""Numbers that go on in a second line."""

LARGE = """
const numbers = document.querySelectorAll('.cards td.figure, .facts:not(.large) dd');
[...numbers].filter((cell, place) => cell.firstChild && place % 3 == 0).forEach(cell => {
  cell.firstChild.data = cell.matches('td') ? '+5,847,728.6712' : '+52,688,562.09';
})
"""
"""Numbers of an account of millions, with the digits of its ledger."""


@pytest.mark.parametrize("width", [390, 1100, 1400])
def test_no_number_is_broken(browser: Chromium, opened: Callable[..., Seen], width: int) -> None:
    opened("daily", width)
    browser.evaluate(LARGE)
    assert browser.evaluate(BROKEN) == []
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    browser.evaluate(
        "document.querySelector('.facts dd').style = 'width: 3ch; white-space: normal;"
        " overflow-wrap: anywhere'"
    )
    assert len(browser.evaluate(BROKEN)) == 1


OUTSIDE = """
[...document.querySelectorAll('.months td')].filter(cell => {
  const range = document.createRange();
  range.selectNodeContents(cell);
  const words = range.getBoundingClientRect(), box = cell.getBoundingClientRect();
  return words.width && (words.left < box.left - 0.5 || words.right > box.right + 0.5);
}).map(cell => cell.textContent)
"""
"""Returns that leave their cell."""


@pytest.mark.parametrize("width", [390, 768, 1100, 1400])
def test_large_months_stay_in_their_cells(
    browser: Chromium, opened: Callable[..., Seen], width: int
) -> None:
    opened("long", width)
    fill = "document.querySelectorAll('.months td').forEach(cell => cell.textContent = '{}')"
    browser.evaluate(fill.format("\u221213,570"))
    assert browser.evaluate(OUTSIDE) == []
    browser.evaluate(fill.format("\u2212999.9"))
    assert browser.evaluate(OUTSIDE) == []
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    browser.evaluate("document.querySelector('.months').style.tableLayout = 'fixed'")
    browser.evaluate(fill.format("\u221213,570,000,000.00"))
    assert browser.evaluate(OUTSIDE)


def test_the_card_of_a_drawdown_begins_with_its_rank_and_pairs_stand_in_lines(
    browser: Chromium, opened: Callable[..., Seen]
) -> None:
    opened("daily", PHONE)
    browser.evaluate(
        "document.querySelectorAll('td[data-name=From], td[data-name=To]')"
        ".forEach(cell => cell.textContent = '52,688,562.0912')"
    )
    lines = browser.evaluate(
        "[...document.querySelectorAll('#drawdowns tbody tr')].map(row =>"
        " Object.values(Object.groupBy(row.cells, cell => Math.round("
        "cell.getBoundingClientRect().top))).map(line => line.map(cell => cell.dataset.name)))"
    )
    assert lines
    for line in lines:
        assert line == [
            ["Rank"], ["Depth", "Peak", "Trough"], ["Recovered", "Sessions", "Days"], ["From", "To"]
        ]  # fmt: skip


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["daily", "back from nothing"])
def test_numbers_of_drawdowns_stand_side_by_side(
    browser: Chromium, opened: Callable[..., Seen], name: str, width: int
) -> None:
    opened(name, width)
    boxes = browser.evaluate(
        "[...document.querySelectorAll('#equity .number')].map(e => e.getBoundingClientRect())"
        ".map(box => [box.top, box.left, box.right])"
    )
    assert len(boxes) == 5
    assert len({round(top) for top, *_ in boxes}) == 1
    assert all(right < left for (_, _, right), (_, left, _) in pairwise(boxes))
    plot = browser.evaluate(
        "(box => [box.left, box.right])"
        "(document.querySelector('#equity svg').getBoundingClientRect())"
    )
    assert plot[0] <= boxes[0][1]
    assert boxes[-1][2] <= plot[1]


@pytest.mark.parametrize("width", [390, 1280])
def test_every_marked_drawdown_has_its_number(
    browser: Chromium, opened: Callable[..., Seen], width: int
) -> None:
    opened("daily", width)
    shown = "[...document.querySelectorAll('.number')].filter(e => e.getBBox().width)"
    numbers = browser.evaluate(f"{shown}.map(e => e.textContent)")
    assert sorted(set(numbers)) == ["1", "2", "3", "4", "5"]


def test_a_run_in_which_nothing_moved_has_no_best_month(
    browser: Chromium, opened: Callable[..., Seen]
) -> None:
    opened("flat")
    said = browser.evaluate("document.querySelector('#months header p').textContent")
    assert said.startswith("Nothing moved in ")


def test_figures_have_digits_of_one_width_and_end_at_the_right(
    browser: Chromium, opened: Callable[..., Seen]
) -> None:
    opened("daily")
    style = "getComputedStyle(document.querySelector('td.figure'))"
    assert browser.evaluate(f"{style}.textAlign") == "right"
    assert "tabular-nums" in browser.evaluate(f"{style}.fontVariantNumeric")


def test_a_dark_page_is_dark(browser: Chromium, opened: Callable[..., Seen]) -> None:
    colour = "getComputedStyle(document.body).{}.match(/[0-9]+/g).slice(0, 3).map(Number)"
    for dark in (False, True):
        opened("daily", dark=dark)
        paper, ink = (browser.evaluate(colour.format(c)) for c in ("backgroundColor", "color"))
        assert (sum(paper) < sum(ink)) is dark


def test_names_are_words_not_markup(browser: Chromium, opened: Callable[..., Seen]) -> None:
    opened("hostile")
    assert browser.evaluate("document.querySelector('h1').textContent") == HOSTILE_NAME
    assert browser.evaluate("document.querySelectorAll('img').length") == 0
    assert HOSTILE_SYMBOL in browser.evaluate("document.querySelector('.standfirst').textContent")
    assert HOSTILE_SYMBOL in browser.evaluate("document.getElementById('prices').innerText")


def test_a_stopped_run_says_so_first(browser: Chromium, opened: Callable[..., Seen]) -> None:
    opened("partial")
    said = browser.evaluate("document.querySelector('header [role=alert]').textContent")
    assert "This run ended early." in said
    assert "<b>no</b> further" in said


def test_fills_at_the_same_close_are_warned_of(
    browser: Chromium, opened: Callable[..., Seen]
) -> None:
    opened("actions")
    assert "Nobody can see a close and trade at it" in browser.evaluate(
        "document.querySelector('header').textContent"
    )


def test_links_lead_to_sections(browser: Chromium, opened: Callable[..., Seen]) -> None:
    opened("daily")
    targets = browser.evaluate("[...document.querySelectorAll('nav a')].map(e => e.hash)")
    assert targets == [f"#{name}" for name in SECTIONS[1:]]


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_the_crosshair_says_the_exact_equity(
    browser: Chromium,
    opened: Callable[..., Seen],
    result_of: Callable[[str], Result],
    width: int,
) -> None:
    opened("daily", width)
    panel = "document.querySelector('#equity .panels svg')"
    browser.evaluate(f"{panel}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    corner = f"{panel}.getBoundingClientRect()"
    left, top, wide = browser.evaluate(f"(b => [b.left, b.top, b.width])({corner})")
    browser.point(left + wide - 0.1, top + 40)
    said = browser.evaluate("document.querySelector('#equity .reading').innerText")
    equity = result_of("daily").equity
    assert f"{equity.get_column('equity')[-1]:,}" in said
    assert str(equity.get_column("session")[-1]) in said
    assert browser.evaluate("document.documentElement.scrollWidth") == width


def test_arrow_keys_read_values(
    browser: Chromium, opened: Callable[..., Seen], result_of: Callable[[str], Result]
) -> None:
    opened("daily")
    browser.evaluate("document.querySelector('#equity .panels').focus()")
    equity = result_of("daily").equity
    for keys, place in ((("Home",), 0), (("ArrowRight", "ArrowRight"), 2), (("End",), -1)):
        for key in keys:
            browser.press(key)
        said = browser.evaluate("document.querySelector('#equity .reading').innerText")
        assert str(equity.get_column("session")[place]) in said
        assert f"{equity.get_column('equity')[place]:,.2f}" in said
    browser.press("Escape")
    assert browser.evaluate("document.querySelector('#equity .reading').hidden")


def test_the_crosshair_tells_fills(
    browser: Chromium, opened: Callable[..., Seen], result_of: Callable[[str], Result]
) -> None:
    opened("actions")
    browser.evaluate("document.querySelector('#prices figure:not([hidden]) .panels').focus()")
    browser.press("Home")
    said = browser.evaluate("document.querySelector('#prices .reading').innerText")
    first = result_of("actions").fills.row(0, named=True)
    verb = "bought" if first["quantity"] > 0 else "sold"
    assert f"{verb} {abs(first['quantity']):f} at {first['price']:f}" in said
    assert str(first["session"]) in said


def test_one_symbol_is_shown_until_all_are_asked_for(
    browser: Chromium, opened: Callable[..., Seen]
) -> None:
    opened("daily")
    shown = "document.querySelectorAll('#prices figure:not([hidden])').length"
    assert browser.evaluate(shown) == 1
    browser.evaluate(
        "(s => {s.value = 'all'; s.dispatchEvent(new Event('change'))})"
        "(document.getElementById('symbol'))"
    )
    assert browser.evaluate(shown) == 12


def test_a_page_prints(browser: Chromium, opened: Callable[..., Seen], tmp_path: Path) -> None:
    opened("daily")
    browser.print_to(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
