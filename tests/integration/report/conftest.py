"""One browser for all reports, and each run made and saved once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
import report_runs
from chromium import Chromium, find_chromium
from page_reader import DESKTOP, Page, read

from farthing.report import save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from farthing.backtest.result import Result


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """A headless Chromium."""
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium is installed: the report cannot be opened in a browser")
    with Chromium(program, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="session")
def result_of() -> Callable[[str], Result]:
    """The result of a run of ``report_runs`` by its name."""
    return cache(report_runs.named)


@pytest.fixture(scope="session")
def folder_of(
    result_of: Callable[[str], Result], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """The folder in which a run was saved."""
    place = tmp_path_factory.mktemp("runs")
    return cache(lambda name: save(result_of(name), place / name.replace(" ", "-")))


@pytest.fixture(scope="session")
def page_of(browser: Chromium, folder_of: Callable[[str], Path]) -> Callable[[str], Page]:
    """What the page of a run says, as a browser shows it on a desktop."""

    @cache
    def page(name: str) -> Page:
        browser.open((folder_of(name) / "report.html").as_uri(), DESKTOP)
        return read(browser)

    return page
