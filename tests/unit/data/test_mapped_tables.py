"""Tables in a file that is mapped: the same bars, and the same runs over them."""

from dataclasses import replace

import numpy as np
import pytest

import farthing as ft
from farthing.backtest.config import run_config
from farthing.backtest.feed import Feed
from farthing.backtest.program import program
from farthing.backtest.run import as_bars, run_program
from farthing.data.arrays import BarArrays
from farthing.data.mapped import MappedTables, adopt
from farthing.data.scans import load
from farthing.types import Instrument


def moved(bars, path):
    """The bars, with their tables in a file."""
    arrays = load(bars.tables, bars.instruments, 10**9)
    return replace(
        bars, tables=MappedTables.write(path, zip(bars.instruments, arrays, strict=True))
    )


def cross(ctx):
    ctx.target_percent((ctx.sma(5) > ctx.sma(20)) / len(ctx.assets))


def test_runs_over_mapped_bars_have_the_same_digest(demo, tmp_path):
    bars = demo.bars()
    mapped = moved(bars, tmp_path / "bars")
    told = {"commission": "bps:10", "benchmark": "BROAD"}
    one, other = ft.run(cross, bars=bars, **told), ft.run(cross, bars=mapped, **told)
    assert one.digest == other.digest
    assert one.statistics == other.statistics
    assert mapped.tables.rows == bars.tables.rows


def test_chunks_over_mapped_bars_have_the_same_digest(demo, tmp_path):
    bars = demo.bars()
    mapped = moved(bars, tmp_path / "bars")

    def run(over):
        feed = Feed(over, whole_bytes=1_000, chunk_bytes=8_000)
        return run_program(program(cross, {}), over, run_config(), feed=feed)

    one, other = run(bars), run(mapped)
    assert one.digest == other.digest == ft.run(cross, bars=bars).digest


def test_frames_are_those_that_were_written(demo, tmp_path):
    bars = demo.bars()
    mapped = moved(bars, tmp_path / "bars")
    assert list(mapped.tables) == list(bars.symbols)
    assert len(mapped.tables) == len(bars.symbols)
    for symbol in bars.symbols:
        mine, theirs = mapped.tables[symbol].collect(), bars.tables[symbol].collect()
        columns = [name for name in theirs.columns if name in mine.columns]
        for name in columns:
            assert mine[name].to_list() == theirs[name].to_list(), (symbol, name)
        assert set(theirs.columns) - set(mine.columns) <= {"extended"}


def test_arrays_lie_where_the_file_is_mapped(tmp_path):
    line = np.arange(5)
    bars = BarArrays(line, line.astype(np.int32), (line.astype(np.int32),) * 4, line, line > 2)
    tables = MappedTables.write(tmp_path / "bars", [(Instrument("A"), bars)])
    [found] = tables.load([Instrument("A")])
    assert found.prices[0].dtype == np.int32
    assert found.times.base is not None, "it is no copy"
    assert not found.times.flags.writeable
    assert found.extended.tolist() == (line > 2).tolist()
    assert tables["A"].collect()["extended"].to_list() == (line > 2).tolist()


def test_what_cannot_be_reached_is_adopted(tmp_path):
    line = np.arange(3)
    path = tmp_path / "bars"
    bars = BarArrays(line, line.astype(np.int32), (line,) * 4, None)
    tables = MappedTables.write(path, [(Instrument("A"), bars)])
    content = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    elsewhere = replace(tables, file="elsewhere")
    with pytest.raises(FileNotFoundError):
        elsewhere.load([Instrument("A")])
    adopt("elsewhere", content)
    assert elsewhere.load([Instrument("A")])[0].times.tolist() == [0, 1, 2]


def test_a_file_without_bars_is_empty(tmp_path):
    none = np.zeros(0, dtype=np.int64)
    bars = BarArrays(none, none.astype(np.int32), (none,) * 4, None)
    tables = MappedTables.write(tmp_path / "bars", [(Instrument("A"), bars)])
    assert len(tables.load([Instrument("A")])[0]) == 0


def test_a_panel_is_kept_as_far_as_there_is_room(demo):
    bars = as_bars(demo)
    bars.kept.room_bytes = 1
    first = ft.run(cross, bars=bars)
    assert bars.kept.rows is None
    bars.kept.room_bytes = None
    assert ft.run(cross, bars=bars).digest == first.digest
    assert bars.kept.rows is not None
