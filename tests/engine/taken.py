"""Bars of a bundle in the terms of the oracle: `market` the other way round."""

from datetime import date

import oracle

from farthing.data.bars import Bars
from farthing.types import Instrument

from .play import Market

FIELDS = ("session", "open", "high", "low", "close", "volume")


def market_of(bars: Bars, **setup: object) -> Market:
    """The market of daily bars; `setup` holds arguments of `oracle.Setup` but the instruments.

    Sessions are numbered as the bars' own table of sessions has them.
    """
    numbers = {day: place for place, day in enumerate(bars.sessions["session"])}
    market = Market(
        {"instruments": [_instrument(one) for one in bars.instruments], **setup},
        _rows(bars, numbers),
        [
            oracle.Dividend(one.symbol, numbers[one.ex_date], one.amount, numbers.get(one.pay_date))
            for one in bars.dividends
        ],
        [oracle.Split(one.symbol, numbers[one.date], one.new, one.old) for one in bars.splits],
    )
    vars(market)["bars"] = bars  # those that it was made of; nothing is made again
    return market


def _instrument(one: Instrument) -> oracle.Instrument:
    return oracle.Instrument(
        one.symbol,
        price_scale=one.price_scale,
        quantity_scale=one.quantity_scale,
        multiplier=one.multiplier,
        tick=one.tick,
        tick_below=one.tick_below,
        lot=one.lot,
        negative_price_allowed=one.negative_price_allowed,
    )


def _rows(bars: Bars, numbers: dict[date, int]) -> list[oracle.market.Row]:
    rows: dict[date, dict[str, oracle.Bar]] = {}
    for symbol, table in bars.tables.items():
        for day, *prices, volume in table.select(FIELDS).collect().iter_rows():
            rows.setdefault(day, {})[symbol] = oracle.Bar(*prices, volume)
    return [(0, numbers[day], rows[day]) for day in sorted(rows)]
