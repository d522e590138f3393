"""Defaults that the command line shows: light, so that help loads nothing that computes."""

from __future__ import annotations

WARN, GATE, HARD = 0.05, 0.10, 0.20
"""Shares of a base's time: what is told, what fails, and from where on noise is no excuse."""
CONFIDENCE = 0.95
"""Of intervals."""
SECONDS = 0.3
"""How long a process runs a case."""
ROW_SECONDS = 0.05
"""How long the rounds of one public function go on in a process."""
PROFILE_SECONDS = 5.0
"""How long each profiler watches: 500 samples know a share to 4 points."""
PEERS_SECONDS = 300.0
"""Beyond which no further pair of peers begins."""
