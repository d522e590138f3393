"""Reads its universe from a file beside it, of which its manifest tells nothing."""

from pathlib import Path

import farthing as ft

NAMES = (Path(__file__).parent / "file_elsewhere.txt").read_text().split()


class FileElsewhere(ft.Strategy):
    def on_bar(self, ctx):
        for name in NAMES:
            ctx.order_target_percent(name, 0.2)
