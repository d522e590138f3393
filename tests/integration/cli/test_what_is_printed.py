"""What commands print: names in one piece, nothing twice, nothing for nobody."""

import zipfile

import pytest
from command_line import ended, started

from farthing.data import find_source, ingest

NAME = "a-bundle-with-a-name-that-is-longer-than-most"


@pytest.mark.parametrize("columns", ["80", "40"])
def test_names_are_never_cut(room, home, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    ingest(find_source("synthetic")(years=1), NAME, home=home)
    shown = room.command("bundles", "list", "--home", home).out
    assert NAME in shown
    assert "2019-01-02" in shown
    assert "…" not in shown
    assert "ALDR" in room.command("bundles", "show", NAME, "--home", home).out


def test_nothing_is_printed_on_stderr_where_nobody_looks(room, home):
    """Not an empty line: this process has pipes, as a script has."""
    file = room.trial("pass")
    for words in (room.words(file), ("ingest", "synthetic", "--bundle", "b", "--home", home)):
        ran = ended(started(*words))
        assert (ran.code, ran.err) == (0, "")


def test_why_a_strategy_stopped_is_said_once(room):
    ran = room.run_body("raise ValueError('my own mistake')")
    assert ran.err.count("the strategy stopped") == 1
    assert "the strategy stopped" not in ran.out
    assert "(stopped early)" in ran.out
    assert ", 1 bar\n" in ran.out


def test_an_indicator_without_a_value_is_noted_in_summary_and_report(room):
    ran = room.run_body("ctx.target_percent((ctx.sma(5000) > 0) / 6)")
    words = "sma(5000) never had a value: the run has 252 bars"
    assert words in ran.out
    assert words in (room.out / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("is_on_path", [True, False])
def test_the_demo_says_how_to_have_the_program_where_it_is_not_there(room, monkeypatch, is_on_path):
    monkeypatch.setattr("shutil.which", lambda _: "/bin/farthing" if is_on_path else None)
    monkeypatch.setattr("sys.prefix", str(room.folder / "there"))
    monkeypatch.chdir(room.folder)
    shown = room.command("demo", "--out", "runs", "--home", room.folder / "home").out
    activate = "to have the program farthing in this shell: . there/bin/activate\n"
    assert shown.endswith(activate) is not is_on_path


def test_a_demo_of_real_bars_leaves_the_runs_of_the_first_one(room):
    daily = room.folder / "real" / "equity" / "usa" / "daily"
    daily.mkdir(parents=True)
    for symbol, first in (("abc", 100_000), ("def", 200_000)):
        lines = [f"202401{day:02} 00:00,{first},{first + day},{first},{first},9" for day in (2, 3)]
        with zipfile.ZipFile(daily / f"{symbol}.zip", "w") as archive:
            archive.writestr(f"{symbol}.csv", "\n".join(lines))
    home = room.folder / "home"
    words = ("demo", "--data", daily.parents[2], "--out", room.folder / "runs", "--home", home)
    assert room.command(*words).code == 0
    found = {path.name for path in (room.folder / "runs").iterdir()}
    assert found == {"demo-lean-cross", "demo-lean-rotation"}
