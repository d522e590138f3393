import farthing as ft


class UpDays(ft.Strategy):
    def on_bar(self, ctx):
        ctx.target_percent(0.5 * (ctx.sma(1) > ctx.sma(2)))
