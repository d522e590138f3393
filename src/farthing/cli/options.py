"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Home = Annotated[
    Path | None,
    typer.Option(
        help="Folder of the catalog; else FARTHING_HOME, else the user's data folder.",
        show_default=False,
    ),
]

Commission = Annotated[
    str,
    typer.Option(
        help="none, per-share:RATE[:MIN[:MAX]], per-trade:AMOUNT, bps:RATE[:MIN[:MAX]], "
        "maker-taker:MAKER:TAKER, tiered:UNITS=RATE..., or a preset such as ibkr-fixed."
    ),
]
Slippage = Annotated[
    str,
    typer.Option(
        help="none, bps:RATE, fixed:AMOUNT, spread:MONEY, volatility:FACTOR:BARS, "
        "spread-estimate:PAIRS, volume-share:IMPACT."
    ),
]
Account = Annotated[
    str,
    typer.Option(
        help="unlimited, cash, margin:LEVERAGE[:GRACE], reg-t[:GRACE], "
        "portfolio:LEVERAGE:MAINTENANCE[:GRACE]."
    ),
]
Control = Annotated[
    list[str] | None,
    typer.Option(help="Such as long-only or order-units:100; may be repeated."),
]
Benchmark = Annotated[str | None, typer.Option(help="Symbol to compare with.")]
Borrow = Annotated[
    str | None, typer.Option(help="RATE a year of shorts; SYMBOL=RATE, SYMBOL<=UNITS.")
]
Currency = Annotated[
    str | None,
    typer.Option(help="The account's currency, where bars are in several: USD, or CODE:DIGITS."),
]
Convert = Annotated[
    Literal["none", "each"],
    typer.Option(help="Whether each event's cash in another currency is exchanged at once."),
]
Rates = Annotated[
    Path | None,
    typer.Option(help="A CSV file of what currencies cost: base,quote,date,rate."),
]
Interest = Annotated[str | None, typer.Option(help="CREDIT:DEBIT, rates a year on cash.")]
Fill = Annotated[str, typer.Option(help="next-open, next-close, or close (the same bar's).")]
VolumeLimit = Annotated[
    str | None, typer.Option(help="Share of a bar's volume that orders may take, such as 0.025.")
]
Latency = Annotated[
    str | None,
    typer.Option(help="How long orders take: 250ms, or submit=1ms,cancel=2ms,seed=7."),
]
