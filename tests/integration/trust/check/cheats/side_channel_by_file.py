"""Leaves a file with what it saw, and knows the market the next time that it runs there."""

import json
from pathlib import Path

import farthing as ft

MEMORY = Path("memory.json")


class SideChannelByFile(ft.Strategy):
    def on_start(self, ctx):
        self.known = json.loads(MEMORY.read_text()) if MEMORY.is_file() else {}
        self.seen = {}

    def on_bar(self, ctx):
        self.seen[str(ctx.session)] = float(ctx.current()[2])
        tomorrow = self.known.get(str(ctx.row + 1), 0)
        self.seen[str(ctx.row)] = float(ctx.current()[2])
        ctx.order_target("BROAD", 100 if tomorrow > ctx.current()[2] else 1)

    def on_end(self, ctx):
        MEMORY.write_text(json.dumps(self.seen))
