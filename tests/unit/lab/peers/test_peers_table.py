"""The table of peers in Markdown, and its result file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from peer_lines import WORK, line, ours

from farthing.lab.machine import machine
from farthing.lab.peers.pairs import our_row, peer_row
from farthing.lab.peers.table import table
from farthing.lab.results.peers import PeerFailure, PeersResult
from farthing.lab.results.read import read, write

if TYPE_CHECKING:
    from pathlib import Path

    from farthing.lab.peers.process import Line

HEAD = "| work | farthing | beside it | ratio |\n|---|---|---|---|\n"
DAYS = "50 assets x 504 days, moving-average cross"


def result(*theirs: tuple[Line, ...], mine: Line | None = None, **more: object) -> PeersResult:
    """A result with a row of ours and one of each engine."""
    mine = mine or ours(2.2)
    rows = [
        our_row(WORK, [mine]),
        *(peer_row(WORK, [(mine, each) for each in lines]) for lines in theirs),
    ]
    return PeersResult.model_validate(
        {"made": "2026-01-05T10:00:00+00:00", "machine": machine(), "rows": rows, **more}
    )


def test_a_line_has_work_both_engines_and_the_ratio() -> None:
    assert table(result((line(70.4),))) == HEAD + (
        f"| {DAYS}, Python called at each bar | 2.2 ms | tortoise 1.2.3 70 ms | 32 |\n"
    )


def test_a_ratio_of_several_pairs_has_its_interval() -> None:
    [*_, last] = table(result((line(70.4), line(68.2), line(72.6)))).splitlines()
    assert last.endswith("| tortoise 1.2.3 70 ms | 32 (30 to 35) |")


def test_the_readmes_table_has_the_fastest_peer_of_a_work() -> None:
    both = result((line(90.0, engine="snail"),), (line(70.0, engine="hare"),))
    assert "hare" in table(both)
    assert "snail" not in table(both)
    assert table(both, every=True).count("\n| ") == 2


def test_arrays_have_a_line_of_the_simulation_and_one_of_both() -> None:
    lines = table(result((line(7.0, signals=3.0),), mine=ours(1.5, signals=0.5))).splitlines()[2:]
    assert [each.split(" | ")[1:] for each in lines] == [
        ["1.0 ms", "tortoise 1.2.3 4.0 ms", "4.0 |"],
        ["1.5 ms", "tortoise 1.2.3 7.0 ms", "4.7 |"],
    ]
    assert [each.split(": ")[-1].split(" |")[0] for each in lines] == [
        "simulation",
        "signals and simulation",
    ]


def test_what_failed_is_a_line_with_its_reason() -> None:
    failures = [
        PeerFailure(engine="snail", reason="no wheel | no source"),
        PeerFailure(engine="hare", reason="it slept", workload="D", way="class"),
    ]
    lines = table(result(failures=failures)).splitlines()[2:]
    assert lines == [
        "| all of it |  | snail failed: no wheel / no source |  |",
        f"| {DAYS}, Python called at each bar |  | hare failed: it slept |  |",
    ]


def test_a_result_file_comes_back_as_it_was(tmp_path: Path) -> None:
    made = result((line(7.0, signals=3.0), line(8.0, signals=3.0)), mine=ours(1.5, signals=0.5))
    write(made, tmp_path / "peers.json")
    assert read(tmp_path / "peers.json") == made


def test_failures_make_the_exit_code() -> None:
    assert result((line(),)).exit_code == 0
    failure = PeerFailure(engine="snail", reason="gone")
    assert result((line(),), failures=[failure]).exit_code == 1


def test_our_row_of_work_that_was_not_run_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="M as class was not run"):
        result((line(),)).ours("M", "class")
