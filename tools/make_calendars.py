"""Writes the session tables that ship with the package, from exchange_calendars.

A table is a rule (hours on working days) with its exceptions, so that a reader can check it.

    python tools/make_calendars.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FIRST, LAST = "1990-01-01", "2027-12-31"
FOLDER = Path(__file__).parents[1] / "src" / "farthing" / "data" / "calendars"
OPEN, CLOSE = "09:30", "16:00"


def exceptions() -> dict[str, Any]:
    """XNYS as working days from 9:30 to 16:00 in New York, and what differs from that."""
    import exchange_calendars
    import pandas as pd

    calendar = exchange_calendars.get_calendar("XNYS", start=FIRST, end=LAST)
    zone = str(calendar.tz)
    hours = calendar.schedule[["open", "close"]].apply(
        lambda column: column.dt.tz_convert(zone).dt.strftime("%H:%M")
    )
    working_days = pd.bdate_range(FIRST, LAST)
    closed = working_days.difference(hours.index).strftime("%Y-%m-%d")
    special = hours[(hours["open"] != OPEN) | (hours["close"] != CLOSE)]
    if len(hours.index.difference(working_days)):
        raise SystemExit("a session on a weekend: the rule no longer holds")
    return {
        "name": "XNYS",
        "tz": zone,
        "first": FIRST,
        "last": LAST,
        "open": OPEN,
        "close": CLOSE,
        "source": f"exchange_calendars {exchange_calendars.__version__}",
        "closed": by_year({day: day[5:] for day in closed}),
        "special": by_year(
            {f"{day:%Y-%m-%d}": f"{day:%m-%d} {row['open']} {row['close']}"
             for day, row in special.iterrows()}
        ),
    }  # fmt: skip


def by_year(entries: dict[str, str]) -> dict[str, list[str]]:
    """Entries of dates, gathered by year."""
    years: dict[str, list[str]] = {}
    for day, entry in entries.items():
        years.setdefault(day[:4], []).append(entry)
    return years


def text(table: dict[str, Any]) -> str:
    """The table as JSON, a line a year."""
    lines = []
    for name, value in table.items():
        if isinstance(value, dict):
            years = [f"  {json.dumps(year)}: {json.dumps(days)}" for year, days in value.items()]
            lines.append(f" {json.dumps(name)}: {{\n" + ",\n".join(years) + "\n }")
        else:
            lines.append(f" {json.dumps(name)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Writes the table."""
    path = FOLDER / "xnys.json"
    path.write_text(text(exceptions()), encoding="utf-8")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
