"""The dashboard of the service, as Grafana takes it in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from farthing.service.monitoring import expressions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SOURCE = {"type": "prometheus", "uid": "${source}"}
"""The Prometheus that is chosen above the dashboard."""

WINDOW = "$__rate_interval"
"""How far back a panel looks: Grafana's own choice for what is shown."""

SCHEMA = 39
"""Of Grafana 10.3 and later, which take in older ones too."""

WIDTH, HEIGHT, COLUMNS = 12, 8, 2


@dataclass(frozen=True, slots=True)
class Panel:
    """A drawing.

    Attributes:
        title: of it.
        unit: as Grafana calls it.
        queries: what is asked of Prometheus, by how its lines are called.
    """

    title: str
    unit: str
    queries: Mapping[str, str]


def panels(window: str = WINDOW) -> list[Panel]:
    """All panels, of a window such as ``5m``.

    >>> [panel.title for panel in panels()][0]
    'Signal latency'
    """
    shares = {"p50": "0.5", "p95": "0.95", "p99": "0.99"}
    return [
        Panel(
            "Signal latency", "s",
            {name: expressions.signal_latency(share, window) for name, share in shares.items()},
        ),
        Panel("Backtest duration", "s", {"p95": expressions.backtest_duration(window)}),
        Panel("Queries by type", "reqps", {"{{query}}": expressions.queries(window)}),
        Panel("Detections per minute", "short", {"{{pattern}}": expressions.detections(window)}),
        Panel("Active signals", "short", {"active": expressions.active_signals()}),
        Panel("Error rate", "percentunit", {"errors": expressions.error_rate(window)}),
    ]  # fmt: skip


def as_file(found: Sequence[Panel]) -> str:
    """The JSON that Grafana takes in."""
    content = {
        "title": "farthing",
        "uid": "farthing",
        "schemaVersion": SCHEMA,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": [{"name": "source", "type": "datasource", "query": "prometheus"}]},
        "panels": [_drawn(number, panel) for number, panel in enumerate(found)],
    }
    return json.dumps(content, indent=2) + "\n"


def _drawn(number: int, panel: Panel) -> dict[str, Any]:
    row, column = divmod(number, COLUMNS)
    return {
        "id": number + 1,
        "type": "timeseries",
        "title": panel.title,
        "datasource": SOURCE,
        "gridPos": {"x": column * WIDTH, "y": row * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": panel.unit, "min": 0}, "overrides": []},
        "targets": [
            {"refId": chr(ord("A") + place), "expr": query, "legendFormat": name}
            for place, (name, query) in enumerate(panel.queries.items())
        ],
    }
