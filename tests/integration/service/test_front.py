"""The pages in a browser: from bars to a report, on a desktop, on a phone and by keyboard."""

import time

import pytest
from served import BUNDLE, ended

from tests.integration.report.chromium import Chromium, find_chromium

DESKTOP, PHONE = 1280, 390
PATIENCE_S = 60

PAGES = ("/", "/bundles", f"/bundles/{BUNDLE}", "/scans", "/backtests", "/studies", "/signals",
         "/health")  # fmt: skip

BESIDE = """[...document.querySelectorAll("body *")]
  .filter(each => !each.closest(".table, .skip"))
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 80))"""

NAMELESS = """[...document.querySelectorAll("input:not([type=hidden]), select, textarea")]
  .filter(each => !each.labels.length).map(each => each.name)"""


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed: the pages cannot be opened in a browser")
    with Chromium(program, tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture(scope="module")
def signed_in(browser, service):
    """The browser, in which somebody has typed a key."""
    browser.open(f"{service.url}/backtests", DESKTOP)
    assert browser.evaluate("location.pathname") == "/sign-in"
    until(browser, "document.querySelector('[type=submit]:enabled') !== null")
    browser.evaluate("document.querySelector('[name=key]').value = 'fk_wrong'")
    browser.evaluate("document.querySelector('[type=submit]').click()")
    until(browser, "!document.querySelector('[role=alert]').hidden")
    assert "not known" in browser.evaluate("document.querySelector('[role=alert]').textContent")
    browser.evaluate(f"document.querySelector('[name=key]').value = {service.key!r}")
    browser.evaluate("document.querySelector('[type=submit]').click()")
    until(browser, "location.pathname == '/'")
    assert browser.evaluate("document.cookie") == ""
    return browser


def until(browser, script):
    """Waits until something is so in the page, also across pages."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        try:
            if browser.evaluate(script):
                return
        except AssertionError:  # the page is being replaced by another
            pass
        time.sleep(0.05)
    shown = browser.evaluate("location.href + document.body.innerText")
    raise AssertionError(f"{script} was never so: {shown[:800]}")


def filled(browser, form, **values):
    """Fills a form, and clicks on its button."""
    until(browser, f"document.querySelector('{form} [type=submit]:enabled') !== null")
    for name, value in values.items():
        field = f"document.querySelector('{form} [name=\"{name.replace('__', '.')}\"]')"
        browser.evaluate(f"{field}.value = {value!r}; {field}.dispatchEvent(new Event('change'))")
    browser.evaluate(f"document.querySelector('{form} [type=submit]').click()")


def test_from_bars_to_a_scan_a_backtest_and_its_report(signed_in, service):
    browser = signed_in
    browser.open(f"{service.url}/bundles", DESKTOP)
    filled(browser, "#made-up form", bundle="clicked", source__years="1", source__seed="11")
    until(browser, "document.querySelector('a[href=\"/bundles/clicked\"]') !== null")
    browser.evaluate("document.querySelector('a[href^=\"/scans?\"]').click()")
    until(browser, "document.querySelector('[name=\"market.bundle\"]').value == 'clicked'")
    filled(browser, "#new form", min_confidence="50")
    until(browser, "document.querySelectorAll('tbody tr').length == 6")
    browser.evaluate("document.querySelector('tbody a').click()")
    until(browser, "document.querySelector('svg[aria-label^=Candles]') !== null")
    browser.open(f"{service.url}/backtests", DESKTOP)
    filled(
        browser, "#new form", strategy="cross", market__bundle="clicked", parameters__fast="4",
        settings__commission="bps:10",
    )  # fmt: skip
    until(browser, "document.querySelector('#trades') !== null")
    number = browser.evaluate("location.pathname.split('/').pop()")
    result = service.client().get(f"/backtests/{number}/result").json()
    shown = browser.evaluate("document.querySelector('.facts dd').firstChild.textContent")
    assert shown.strip().replace(",", "") == result["end_equity"]
    browser.evaluate("document.querySelector('a.button').click()")
    until(browser, "document.querySelector('#equity figure') !== null")
    assert browser.evaluate("document.querySelector('h1').textContent") == "Cross"
    assert browser.seen.errors == []


def test_a_wrong_form_says_what_is_wrong_beside_its_button(signed_in, service):
    signed_in.open(f"{service.url}/backtests", PHONE)
    filled(signed_in, "#new form", settings__commission="bsp:1")
    until(signed_in, "!document.querySelector('#new [role=alert]').hidden")
    said = signed_in.evaluate("document.querySelector('#new [role=alert]').textContent")
    assert "bsp" in said
    assert signed_in.evaluate("document.querySelector('#new [type=submit]').disabled") is False


def test_progress_is_shown_and_a_job_cancelled(signed_in, service):
    asked = {"strategy": "cross", "market": {"bundle": BUNDLE}, "search": "random",
             "space": ["fast=2:20", "slow=21:90"], "trials": 5000}  # fmt: skip
    client = service.client()
    job = client.post("/studies", json=asked).json()["id"]
    signed_in.open(f"{service.url}/studies/{job}", DESKTOP)
    until(signed_in, "/of 5,000/.test(document.querySelector('[data-words]')?.textContent)")
    signed_in.evaluate("document.querySelector('[data-post*=cancel]').click()")
    until(signed_in, "document.querySelector('main .banner')?.textContent.includes('cancelled')")
    assert ended(client, job)["status"] == "cancelled"


def test_a_signal_is_shown_when_it_becomes_known(signed_in, service, client, planted):
    rows, signals = planted
    known = signals.row(0, named=True)["known_bar"]
    bars = [{**row, "symbol": "WATCHED"} for row in rows[: known + 1]]
    client.post("/bars", json={"timeframe": "1d", "bars": bars[:-1]}).raise_for_status()
    signed_in.open(f"{service.url}/signals?status=active", DESKTOP)
    assert not signed_in.evaluate("document.body.innerText.includes('WATCHED')")
    client.post("/bars", json={"timeframe": "1d", "bars": bars[-1:]}).raise_for_status()
    until(signed_in, "document.body.innerText.includes('WATCHED')")


@pytest.mark.parametrize("width", [DESKTOP, PHONE])
def test_pages_fit_ask_nobody_else_and_name_their_fields(signed_in, service, width):
    for path in PAGES:
        seen = signed_in.open(f"{service.url}{path}", width)
        assert seen.errors == [], path
        assert [each for each in seen.requests
                if not each.startswith((service.url, "data:"))] == [], path  # fmt: skip
        assert signed_in.evaluate(BESIDE) == [], path
        assert signed_in.evaluate(NAMELESS) == [], path
        assert signed_in.evaluate("document.querySelectorAll('h1').length") == 1, path


def test_pages_are_walked_by_keyboard(signed_in, service):
    signed_in.open(f"{service.url}/bundles", DESKTOP)
    signed_in._call("Emulation.setFocusEmulationEnabled", enabled=True)
    signed_in.press("Tab")
    assert signed_in.evaluate("document.activeElement.className") == "skip"
    left = "document.querySelector('.skip').getBoundingClientRect().left"
    assert signed_in.evaluate(left) >= 0
    reached = signed_in.evaluate(
        "[...document.querySelectorAll('a, button, input:not([type=hidden]), select, .table')]"
        ".filter(each => { each.focus(); return document.activeElement !== each }).length"
    )
    assert reached == 0


def test_what_a_user_named_is_no_markup(signed_in, service):
    odd = "<img src=x onerror=document.title=1>"
    asked = {"strategy": "cross", "market": {"bundle": BUNDLE}, "space": [odd]}
    assert service.client().post("/studies", json=asked).status_code == 422
    from farthing.service.identity.who import Who
    from farthing.service.web.pages import shown

    page = shown("sign-in", Who(1, odd, "0", frozenset(), "key:0")).body.decode()
    assert "<img" not in page
    assert "&lt;img" in page


def test_signing_out_ends_it(signed_in, service):
    signed_in.open(f"{service.url}/", DESKTOP)
    signed_in.evaluate("document.querySelector('.who button').click()")
    until(signed_in, "location.pathname == '/sign-in'")
    signed_in.open(f"{service.url}/signals", DESKTOP)
    assert signed_in.evaluate("location.pathname") == "/sign-in"
