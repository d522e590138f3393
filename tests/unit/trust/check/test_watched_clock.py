"""A moved clock tells another now, and leaves moments what they are. It is moved elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import datetime, json, time
from datetime import date as old_date, datetime as old_datetime
plain = time.time()
from importlib import import_module
import_module("farthing.trust.check.clock").move(10 * 365 * 86_400)
from datetime import date, datetime, timezone
now, old_day = old_datetime.now(), old_date(2024, 1, 1)
print(json.dumps({
    "seconds": time.time() - plain, "nanoseconds": time.time_ns() / 10**9 - plain,
    "now": (datetime.now() - now).days, "today": (date.today() - now.date()).days,
    "utc": (datetime.now(timezone.utc).replace(tzinfo=None) - now).days,
    "utcnow": datetime.utcnow().year - now.year,
    "local": time.localtime().tm_year - now.year, "gm": time.gmtime().tm_year - now.year,
    "text": int(time.strftime("%Y")) - now.year, "then": time.gmtime(0).tm_year,
    "same": [isinstance(now, datetime), isinstance(now, date), isinstance(old_day, date),
             isinstance(old_day, datetime), isinstance(datetime.now(), old_datetime),
             issubclass(old_datetime, datetime), issubclass(datetime, old_date),
             isinstance(1, date)],
    "made": str(datetime(2024, 1, 2, 3)), "name": datetime.__qualname__,
}))
"""


def test_every_clock_of_python_is_moved_and_nothing_else():
    command = (sys.executable, "-W", "ignore", "-c", PROGRAM)
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    for name in ("seconds", "nanoseconds"):
        assert abs(told[name] - 3650 * 86_400) < 60
    for name in ("now", "today", "utc"):
        assert 3649 <= told[name] <= 3650
    for name in ("utcnow", "local", "gm", "text"):
        assert 9 <= told[name] <= 10
    assert told["then"] == 1970
    assert told["same"] == [True, True, True, False, True, True, True, False]
    assert (told["made"], told["name"]) == ("2024-01-02 03:00:00", "datetime")
