"""Dividends and splits on their way into a run: the session on which each acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import three_months

import farthing as ft
from farthing.errors import ConfigurationError, UnknownSymbol

HOLD = {"targets": [[10]] + [[float("nan")]] * 5, "unit": "shares", "capital": 1000}


def events(**actions) -> list[tuple[str, date, Decimal]]:
    """What happens to ten shares that are bought at the first close, but for the purchase."""
    bars = three_months.bars(**actions)
    result = ft.simulate(bars, fill="close", **HOLD)
    sessions = dict(result.equity.select("time", "session").iter_rows())
    rows = result.events.select("kind", "time", "value").rows()
    found = [(kind, sessions[time], value) for kind, time, value in rows]
    return [event for event in found if event[0] not in ("deposit", "fill")]


@pytest.mark.parametrize(
    ("ex_date", "session"),
    [
        (date(2024, 1, 2), date(2024, 1, 2)),
        (date(2024, 1, 1), date(2024, 1, 2)),
        (date(2024, 1, 3), date(2024, 1, 31)),
        (date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_dividend_acts_at_the_next_session_that_there_is(ex_date, session):
    found = events(dividends=[ft.Dividend("A", ex_date, Decimal("0.25"))])
    paid = Decimal("2.50")
    assert found == [("dividend", session, paid), ("payment", session, paid)]


def test_a_payment_comes_with_its_own_session():
    dividend = ft.Dividend("A", date(2024, 1, 2), Decimal("0.25"), pay_date=date(2024, 1, 15))
    found = events(dividends=[dividend])
    assert [day for _, day, _ in found] == [date(2024, 1, 2), date(2024, 1, 31)]


def test_a_payment_after_the_last_session_stays_owed():
    dividend = ft.Dividend("A", date(2024, 2, 1), Decimal("0.25"), pay_date=date(2024, 6, 3))
    assert [kind for kind, _, _ in events(dividends=[dividend])] == ["dividend"]


def test_what_is_after_the_last_session_does_not_happen():
    late = date(2024, 3, 1)
    assert events(dividends=[ft.Dividend("A", late, Decimal(1))]) == []
    assert events(splits=[ft.Split("A", late, 2, 1)]) == []


def test_a_split_acts_at_the_next_session_that_there_is():
    found = events(splits=[ft.Split("A", date(2024, 1, 10), 2, 1)])
    assert found == [("split", date(2024, 1, 31), 0)]


def test_actions_of_instruments_that_are_not_of_the_run_are_left_out():
    bars = three_months.bars()
    others = replace(
        bars,
        dividends=(ft.Dividend("B", date(2024, 1, 2), Decimal(1)),),
        splits=(ft.Split("B", date(2024, 1, 2), 2, 1),),
    )
    assert ft.simulate(others, **HOLD).digest == ft.simulate(bars, **HOLD).digest


def test_a_run_is_in_one_currency():
    bars = three_months.bars()
    yen = ft.Instrument("B", currency=ft.Currency("JPY", 0))
    both = replace(
        bars,
        instruments=(*bars.instruments, yen),
        tables={**bars.tables, "B": bars.tables["A"]},
    )
    with pytest.raises(ConfigurationError, match="instruments in JPY, USD: say which currency"):
        ft.run(ft.Strategy, bars=both)


def test_a_benchmark_is_one_of_the_instruments():
    assert three_months.run(benchmark="A").config.benchmark == "A"
    with pytest.raises(UnknownSymbol, match="unknown symbol 'B'; there are A"):
        three_months.run(benchmark="B")


SPLIT = ft.Split("A", date(2024, 1, 6), 2, 1)
"""On a Saturday; the next session is that of 2024-01-31."""


def test_actions_between_two_sessions_act_in_the_order_of_their_dates():
    for day, paid in ((5, "10.00"), (6, "10.00"), (7, "20.00")):
        dividend = ft.Dividend("A", date(2024, 1, day), Decimal(1))
        found = events(splits=[SPLIT], dividends=[dividend])
        kinds = ["split", "dividend"] if day == 7 else ["dividend", "split"]
        assert [kind for kind, _, _ in found] == [*kinds, "payment"]
        assert {day for _, day, _ in found} == {date(2024, 1, 31)}
        assert found[-1][2] == Decimal(paid)


def test_what_is_due_between_two_sessions_is_paid_by_pay_date():
    ex_date = date(2024, 1, 2)
    later = ft.Dividend("A", ex_date, Decimal(1), pay_date=date(2024, 1, 20))
    sooner = ft.Dividend("A", ex_date, Decimal(2), pay_date=date(2024, 1, 13))
    found = events(dividends=[later, sooner])
    assert [(kind, int(value)) for kind, _, value in found] == [
        ("dividend", 10),
        ("dividend", 20),
        ("payment", 20),
        ("payment", 10),
    ]


def test_a_window_adjusted_for_all_knows_the_shares_that_a_dividend_is_paid_on():
    seen = []

    def look(ctx: ft.Context) -> None:
        if ctx.row == 3:
            seen.extend(ctx.history("close", 2, adjust="all")[:, 0])

    dividend = ft.Dividend("A", date(2024, 1, 7), Decimal("0.5"))
    ft.run(look, bars=three_months.bars(splits=[SPLIT], dividends=[dividend]))
    split = float(three_months.CLOSES[2]) / 2
    assert seen[0] == pytest.approx(split - 0.5)
