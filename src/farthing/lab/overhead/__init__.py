"""What exact money costs, against the same kernel in floats; and what floats get wrong.

``overhead`` measures; ``farthing bench overhead`` shows it.
"""

from __future__ import annotations

from farthing.lab.overhead.run import overhead

__all__ = ["overhead"]
