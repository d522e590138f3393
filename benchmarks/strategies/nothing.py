"""N as a class: does nothing."""

import farthing as ft


class Nothing(ft.Strategy):
    """The bare event loop."""

    def on_bar(self, ctx):
        """Do nothing."""
