"""The work of a backtest: the run itself, and the files of its result."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from farthing.backtest.run import run_program
from farthing.errors import Interrupted
from farthing.report import save
from farthing.service.backtests.plan import planned
from farthing.service.backtests.schemas import Backtest
from farthing.service.metrics.instruments import BACKTEST_BARS, BACKTEST_SECONDS, BACKTESTS
from farthing.service.plain import plain
from farthing.service.work import Cancelled, Changed, File, Finished

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.backtest.result import Result
    from farthing.service.work import Watch

KIND = "backtest"

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".parquet": "application/vnd.apache.parquet",
    ".beancount": "text/plain; charset=utf-8",
}


def backtest(manifest: Mapping[str, Any], home: Path, watch: Watch) -> Finished:
    """Runs a backtest; see ``farthing.service.work.Work``."""
    asked = Backtest.model_validate(manifest["asked"])
    plan = planned(asked, home)
    if plan.manifest != manifest["decides"]:
        raise Changed(_changed(manifest["decides"], plan.manifest))
    begun = time.perf_counter()
    outcome = "failed"
    try:
        result = run_program(plan.program, plan.bars, plan.config, watch.step)
        BACKTEST_BARS.inc(result.outcome.bars)
        finished = Finished(_summary(result), tuple(_files(result)))
        outcome = "done"
        BACKTEST_SECONDS.observe(time.perf_counter() - begun)
    except (Cancelled, Interrupted):
        outcome = "cancelled"
        raise
    finally:
        BACKTESTS.labels(outcome).inc()
    return finished


def _changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    names = ", ".join(name for name in now if then.get(name) != now[name])
    return f"{names} changed after the backtest was submitted: submit it again"


def _summary(result: Result) -> dict[str, Any]:
    manifest = result.manifest()
    return {
        "digest": result.digest,
        "end_equity": format(result.end_equity, "f"),
        "currency": result.config.currency_of_account(result.bars).code,
        "statistics": plain(manifest["statistics"]),
        "summary": plain({
            name: manifest[name] for name in ("bars", "orders", "notes", "ambiguous_bars", "data")
        }),
    }  # fmt: skip


def _files(result: Result) -> list[File]:
    """The files that ``farthing run`` writes, as they are."""
    with TemporaryDirectory(prefix="farthing-") as place:
        folder = save(result, Path(place) / "run")
        return [_file(path) for path in sorted(folder.iterdir()) if path.suffix in MEDIA_TYPES]


def _file(path: Path) -> File:
    return File(path.name, MEDIA_TYPES[path.suffix], path.read_bytes())
