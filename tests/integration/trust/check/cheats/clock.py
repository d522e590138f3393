"""Trades only when it is run in some months."""

from datetime import UTC, date, datetime

import farthing as ft


class Clock(ft.Strategy):
    def on_bar(self, ctx):
        if ctx.row % 9 == 0:
            year = date.today().year  # noqa: DTZ011 - the cheat
            ctx.order("BROAD", year % 100 + datetime.now(UTC).month)
