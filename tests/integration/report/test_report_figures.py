"""What the page says is what the result has: money to the last digit, statistics as rounded."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl
import pytest
from page_reader import Page, exact, share
from report_runs import HOSTILE_NAME, IDLE, NAMES

from farthing.report import text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from farthing.backtest.result import Result
    from farthing.backtest.statistics import Period

RICH = ("daily", "minutes", "hostile", "actions", "many symbols", "long")
"""Runs with trades."""

DIGITS = 0.5e-4 + 1e-12
"""How far a percentage with two digits is from its value at most."""


@pytest.fixture
def looked_at(
    request: pytest.FixtureRequest,
    page_of: Callable[[str], Page],
    result_of: Callable[[str], Result],
) -> tuple[Page, Result]:
    """A page and the result it was made of."""
    return page_of(request.param), result_of(request.param)


def every(names: tuple[str, ...] = NAMES) -> pytest.MarkDecorator:
    """Looks at several runs."""
    return pytest.mark.parametrize("looked_at", names, indirect=True)


def moneys(column: pl.Series) -> list[Decimal]:
    """Exact numbers of a column."""
    return column.to_list()


def is_said(said: str, value: float) -> bool:
    """Whether a share in words is a number: to its digits, or to three where it is very large."""
    return abs(share(said) - value) <= (abs(value) / 200 if "e+" in said else DIGITS)


def lost(result: Result) -> date | None:
    """The first session in which equity was nothing or less."""
    found = result.equity.filter(pl.col("equity") <= 0)
    return found["session"][0] if len(found) else None


def is_before(period: Period, day: date | None) -> bool:
    """Whether a month or a year ends before the month of a day, if there is one."""
    return day is None or (period.year, period.month or 12) < (day.year, day.month)


def known(result: Result, value: float | None) -> float | None:
    """A statistic of returns as the page has it: unknown where the account came to nothing."""
    return None if lost(result) else value


@every()
def test_the_heading(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    assert (result.strategy or HOSTILE_NAME) in page.title
    days = result.equity.get_column("session")
    assert text.count(days.n_unique(), "session") in page.head or not len(days)
    assert all(f"{name}\n{value}" in page.head for name, value in result.parameters.items())


@every()
def test_the_key_figures(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    summary, found = page["summary"], result.statistics
    assert exact(summary.facts["End equity"]) == result.end_equity
    assert exact(summary.facts["Gain"]) == result.end_equity - result.config.capital
    assert exact(summary.facts["Commission"]) == sum(moneys(result.fills["fee"]))
    assert summary.facts["Trades"] == f"{found.trades:,}"
    for name, value in (
        ("Total return", found.total_return),
        ("Annual return", known(result, found.annual_return)),
        ("Annual volatility", known(result, found.annual_volatility)),
        ("Trades won", found.win_rate),
        ("Deepest drawdown", None if found.max_drawdown is None else -found.max_drawdown),
    ):
        said = summary.facts[name]
        assert said == text.DASH if value is None else is_said(said, value)
    for name, value in (
        ("Sharpe ratio", known(result, found.sharpe_ratio)),
        ("Sortino ratio", known(result, found.sortino_ratio)),
        ("Calmar ratio", known(result, found.calmar_ratio)),
        ("Omega ratio", known(result, found.omega_ratio)),
        ("Tail ratio", known(result, found.tail_ratio)),
        ("Profit factor", found.profit_factor),
    ):
        said = summary.facts[name]
        assert said == text.DASH if value is None else abs(float(exact(said)) - value) <= 0.005001
    if len(result.fills):
        assert f"A year is {found.periods_per_year} sessions, the risk-free" in summary.words
    if found.annual_volatility is not None and len(result.fills):
        sessions = found.sessions
        assert f"{sessions:,} session returns, with {sessions - 1:,} degrees" in summary.words


@every()
def test_what_a_run_was_beside_its_benchmark_and_its_trades_beside_their_bars(
    looked_at: tuple[Page, Result],
) -> None:
    page, result = looked_at
    facts, found = page["summary"].facts, result.statistics
    compared = {"Alpha a year", "Beta", "Information ratio", "Tracking error"}
    assert compared <= facts.keys() if result.config.benchmark else not compared & facts.keys()
    if result.config.benchmark:
        assert facts["Beta"] == text.number(known(result, found.beta))
        assert facts["Tracking error"] == text.percent(known(result, found.tracking_error))
        assert facts["Up capture"] == text.percent(known(result, found.up_capture))
        assert facts["Down capture"] == text.percent(known(result, found.down_capture))
    sessions = known(result, found.benchmark_sessions) or 0
    words = f"error and information ratio have {sessions - 1:,} degrees of freedom"
    assert (words in page["summary"].words) == bool(sessions and len(result.fills))
    assert ("Worst excursion" in facts) == bool(found.trades)
    if found.trades:
        assert exact(facts["Worst excursion"]) == found.worst_adverse_excursion
        assert exact(facts["Best excursion"]) == found.best_favourable_excursion
        assert found.worst_adverse_excursion == min(moneys(result.trades["adverse"]))
        assert found.best_favourable_excursion == max(moneys(result.trades["favourable"]))


@every(RICH)
def test_the_note_says_how_figures_of_returns_are_made(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    found, returns = result.statistics, session_returns(result)
    root, mean = found.periods_per_year**0.5, statistics.fmean(returns)
    deviation = statistics.stdev(returns)
    downside = statistics.fmean(min(value, 0) ** 2 for value in returns) ** 0.5
    assert f"{len(returns):,} session returns, with" in page["summary"].words
    assert found.annual_volatility == pytest.approx(deviation * root)
    assert found.sharpe_ratio == pytest.approx(mean / deviation * root)
    assert found.sortino_ratio == pytest.approx(mean / downside * root)


@every(tuple(name for name in NAMES if name not in IDLE))
def test_equity_at_each_point(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    figure = page["equity"].figure
    equity = result.equity["equity"]
    capital = float(result.config.capital)
    values = [exact(words) for words in figure.row(result.strategy)]
    assert values == [equity[place] for place in figure.places]
    assert {min(equity), max(equity), equity[-1]} <= set(values)
    for value, change in zip(values, figure.row("return"), strict=True):
        assert abs(share(change + "%") - (float(value) / capital - 1)) <= DIGITS


def test_the_benchmark_is_bought_and_held(
    page_of: Callable[[str], Page], result_of: Callable[[str], Result]
) -> None:
    closes = [float(price) for price in result_of("daily").bars.tables["S00"].collect()["close"]]
    figure = page_of("daily")["equity"].figure
    for place, said in zip(figure.places, figure.row("S00 return"), strict=True):
        assert abs(share(said + "%") - (closes[place] / closes[0] - 1)) <= DIGITS


def test_the_benchmark_knows_splits(page_of: Callable[[str], Page]) -> None:
    said = page_of("actions")["equity"].figure.row("S00 return")
    steps = [abs(share(b + "%") - share(a + "%")) for a, b in pairwise(said)]
    assert max(steps) < 0.2


@every(("long", "daily"))
def test_an_account_that_grew_far_is_on_a_logarithmic_scale(
    looked_at: tuple[Page, Result],
) -> None:
    page, result = looked_at
    lines = [float(value) for value in result.equity["equity"]]
    closes = [float(price) for price in result.bars.tables["S00"].collect()["close"]]
    lines += [close / closes[0] * float(result.config.capital) for close in closes]
    grew = max(lines) >= 6 * min(lines)
    assert page["equity"].figure.title.endswith("logarithmic scale") == grew


@every(RICH)
def test_the_deepest_drawdowns(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    falls = sorted(result.statistics.drawdowns, key=lambda fall: -fall.depth)
    rows = page["drawdowns"].table.rows
    assert len(rows) == min(10, len(falls))
    for row, fall in zip(rows, falls, strict=False):
        assert abs(share(row["Depth"]) + fall.depth) <= DIGITS
        assert (exact(row["From"]), exact(row["To"])) == (fall.peak_value, fall.trough_value)
        assert row["Trough"] == text.day(fall.trough)
        assert row["Peak"] == (text.day(fall.peak) if fall.peak else "the start")
        assert row["Recovered"] == (text.day(fall.recovery) if fall.recovery else "not yet")
        assert (exact(row["Sessions"]), exact(row["Days"])) == (fall.sessions, fall.days)


@every(tuple(name for name in NAMES if name not in IDLE))
def test_months_and_years(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    cells = page["months"].table.cells
    years = {period.year: period for period in result.statistics.years}
    months = {(period.year, period.month): period for period in result.statistics.months}
    assert [int(row[0][0]) for row in cells] == list(years)
    for row in cells:
        year = int(row[0][0])
        periods = [months.get((year, month)) for month in range(1, 13)] + [years[year]]
        for (words, hint), period in zip(row[1:], periods, strict=True):
            if period is None:
                assert (words, hint) == ("", "")
                continue
            assert f"equity {text.money(period.equity)} USD" in hint
            assert f"{text.count(period.trades_won, 'trade')} won, " in hint
            value = period.total_return if is_before(period, lost(result)) else None
            if value is None:
                assert words == text.DASH
            else:
                digits = len(words.partition(".")[2])
                assert abs(share(words) - value) <= 0.5 * 10 ** -(digits + 2) + 1e-12


@every(RICH)
def test_the_distribution_counts_every_session(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    section = page["distribution"]
    returns = session_returns(result)
    counts = [int(bar.split(": ")[1].split()[0].replace(",", "")) for bar in section.figure.bars]
    assert sum(counts) == sum(value != 0 for value in returns)
    still = re.search(r"Not in the bars: ([0-9,]+) session", section.words)
    assert (int(still[1].replace(",", "")) if still else 0) == returns.count(0)
    assert section.hints["Sessions that gained"] == f"{sum(value > 0 for value in returns):,}"
    assert section.hints["Sessions that lost"] == f"{sum(value < 0 for value in returns):,}"
    mean = share(section.facts["Mean session"])
    assert mean == pytest.approx(statistics.fmean(returns), abs=0.51e-5)
    assert share(section.facts["Best session"]) == pytest.approx(max(returns), abs=DIGITS)
    assert share(section.facts["Worst session"]) == pytest.approx(min(returns), abs=DIGITS)
    risk = result.statistics.value_at_risk
    assert share(section.facts["Value at risk, 5 %"]) == pytest.approx(risk, abs=DIGITS)


@every(("daily", "minutes", "long"))
def test_rolling_statistics(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    figure = page["rolling"].figure
    size = int(re.search(r"looks back over (\d+) sessions", page["rolling"].words)[1])
    assert f"Deviations have {size - 1} degrees of freedom" in page["rolling"].words
    root = result.statistics.periods_per_year**0.5
    returns = session_returns(result)
    rows = (figure.places, figure.row("volatility"), figure.row("Sharpe ratio"))
    points = list(zip(*rows, strict=True))
    checked = 0
    for place, volatility, sharpe in [*points[::97], points[-1]]:
        if place < size - 1:
            assert (volatility, sharpe) == (text.DASH, text.DASH)
            continue
        window = returns[place - size + 1 : place + 1]
        deviation = statistics.stdev(window)
        assert share(volatility + "%") == pytest.approx(deviation * root, abs=DIGITS)
        if deviation:
            ratio = statistics.fmean(window) / deviation * root
            assert float(exact(sharpe)) == pytest.approx(ratio, abs=0.00501)
        checked += 1
    assert checked


@every(RICH)
def test_positions_and_exposure(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    section, found = page["exposure"], result.statistics
    for name, value in (
        ("Bars with a position", found.exposure),
        ("Mean exposure", found.mean_leverage),
        ("Largest exposure", found.largest_leverage),
        ("Largest position", found.largest_position),
    ):
        assert abs(share(section.facts[name]) - value) <= DIGITS
    places = section.figure.places
    held = [int(exact(words)) for words in section.figure.row("positions")]
    assert held == [result.equity["held"][place] for place in places]
    last = result.positions.filter(pl.col("session") == result.equity["session"][-1])
    held_at_end = {row["symbol"]: row for row in last.iter_rows(named=True)}
    rows = section.table.rows if section.tables else []
    assert len(rows) == min(10, len(held_at_end))
    for row in rows:
        position = held_at_end[row["Symbol"]]
        for column in ("Quantity", "Price", "Value", "Cost"):
            assert exact(row[column]) == position[column.lower()]
    if rows:
        assert abs(exact(rows[0]["Value"])) == max(abs(value) for value in last["value"])


def in_words(fills: pl.DataFrame) -> list[str]:
    """Each fill as the chart tells it."""
    return [
        f"{'bought' if quantity > 0 else 'sold'} {text.quantity(abs(quantity))} "
        f"at {text.money(price)}"
        for quantity, price in fills.select("quantity", "price").iter_rows()
    ]


@every(RICH)
def test_trades_are_on_the_prices(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    traded: Counter[str] = Counter()
    for symbol, value in result.fills.select("symbol", "value").iter_rows():
        traded[symbol] += abs(value)
    figures = page["prices"].figures
    assert len(figures) == min(12, len(traded))
    ranked = sorted(traded, key=lambda symbol: (-traded[symbol], symbol))
    assert [figure.title for figure in figures] == ranked[:12]
    times = result.equity["time"].to_list()
    for figure in figures:
        table = result.bars.tables[figure.title].select("time", "close").collect()
        closes = dict(table.iter_rows())
        for place, words in zip(figure.places, figure.row("close"), strict=True):
            assert exact(words) == closes[times[place]]
        fills = result.fills.filter(pl.col("symbol") == figure.title)
        assert any("M" in path for kind, path in figure.paths if "dots" in kind)
        assert figure.values is not None
        if len(fills) <= 250:
            told = [fill for *_, words in figure.values["marks"] for fill in words.split("; ")]
            assert told == in_words(fills)


@every(RICH)
def test_trades(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    section, profits = page["trades"], moneys(result.trades["profit"])
    gains, losses = [p for p in profits if p > 0], [p for p in profits if p < 0]
    if not profits:
        assert "no trade" in section.words
        return
    assert exact(section.facts["Sum of profits"]) == sum(gains)
    assert exact(section.facts["Sum of losses"]) == sum(losses)
    assert section.facts["Won"] == f"{len(gains):,}"
    assert section.facts["Lost"] == f"{len(losses):,}"
    for caption, ranked in (
        ("Best trades", sorted(gains, reverse=True)),
        ("Worst trades", sorted(losses)),
    ):
        rows = section.tables[caption].rows if ranked else []
        assert [exact(row["Profit"]) for row in rows] == ranked[:8]
        for row in rows:
            made = exact(row["Proceeds"]) - exact(row["Cost"]) - exact(row["Fees"])
            assert exact(row["Profit"]) == made


@every(RICH)
def test_costs_by_kind(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    section, fees = page["costs"], moneys(result.fills["fee"])
    kinds = {row["Kind"]: row for row in section.tables["Costs and income by kind"].rows}
    paid = result.events.filter(pl.col("kind") == "dividend")["value"].to_list()

    def amount(kind: str) -> Decimal:
        words = kinds[kind]["Amount, USD"]
        return Decimal(0) if words == "none" else exact(words)

    assert amount("Commission") == sum(fees)
    assert amount("Dividends received") == sum(value for value in paid if value > 0)
    assert amount("Dividends paid") == -sum(value for value in paid if value < 0)
    assert kinds["Commission"]["Model"] == result.config.describe()["commission"]
    assert kinds["Slippage"]["Model"] == result.config.describe()["slippage"]
    if sum(fees):
        symbols = section.tables["Commission by symbol"].rows
        assert sum(exact(row["Commission"]) for row in symbols) == sum(fees)
        assert sum(exact(row["Fills"]) for row in symbols) == len(fees)
        bars = [exact(bar.split(": ")[1].split()[0]) for bar in section.figure.bars]
        assert sum(bars) == sum(fees)


def test_dividends_were_paid_both_ways(result_of: Callable[[str], Result]) -> None:
    events = result_of("actions").events.filter(pl.col("kind") == "dividend")
    assert min(events["value"]) < 0 < max(events["value"])


@every()
def test_orders_by_state(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    if result.orders.is_empty() and "orders" not in page.sections:
        return
    section = page["orders"]
    tables = section.tables
    states = {row["State"]: exact(row["Orders"]) for row in (
        tables["Orders by state"].rows if tables else [])}  # fmt: skip
    assert states == Counter(result.orders["state"])
    refused = tables.get("Refused orders by reason")
    reasons = {row["Reason"]: exact(row["Orders"]) for row in (refused.rows if refused else [])}
    assert reasons == Counter(reason for reason in result.orders["reason"] if reason is not None)


def test_some_orders_were_refused(page_of: Callable[[str], Page]) -> None:
    reasons = page_of("actions")["orders"].tables["Refused orders by reason"].rows
    assert {row["Reason"] for row in reasons} == {"off_lot", "insufficient_margin"}
    assert all(row["Meaning"] for row in reasons)


@every(RICH)
def test_the_deepest_drawdown_is_dated_to_its_trough_and_its_recovery(
    looked_at: tuple[Page, Result],
) -> None:
    page, result = looked_at
    worst = max(result.statistics.drawdowns, key=lambda fall: fall.depth)
    begin = text.day(worst.peak) if worst.peak else "the start"
    end = f"made good {text.day(worst.recovery)}" if worst.recovery else "not yet made good"
    words = f"from {begin} to {text.day(worst.trough)}, {end}"
    assert page["summary"].hints["Deepest drawdown"] == words


@every()
def test_the_manifest(looked_at: tuple[Page, Result]) -> None:
    page, result = looked_at
    entries = page["manifest"].entries
    assert result.digest in page["manifest"].words
    assert entries["end equity"] == text.money(result.end_equity)
    assert entries["capital"] == f"{result.config.capital:,}"
    assert entries["ledger scale"] == str(result.outcome.ledger_scale)
    told = {each: of for each, of in result.config.describe().items() if each != "capital"}
    for name, value in told.items():
        words = text.DASH if value in (None, []) else str(value)
        if isinstance(value, bool):
            words = "yes" if value else "no"
        assert entries[name.replace("_", " ")] == words
    for state, count in result.order_states().items():
        assert entries[state] == f"{count:,}"


def session_returns(result: Result) -> list[float]:
    """Returns of sessions, reckoned from exact values."""
    ends = result.equity.group_by("session", maintain_order=True).agg(pl.col("equity").last())
    values = [Decimal(result.config.capital), *ends["equity"].to_list()]
    return [float(b / a - 1) for a, b in pairwise(values)]
