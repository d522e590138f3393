"""The folder that nobody named: it never takes the place of another run."""

import pytest
from command_line import manifest, names

STOPS = """
import farthing as ft


class Trial(ft.Strategy):
    length: int = 0
    word: str = ""

    def on_bar(self, ctx):
        if ctx.row and not self.length:
            raise ValueError("no length")
"""


@pytest.fixture
def run(room, monkeypatch):
    """Runs the strategy with a parameter, in a folder of its own, with no folder named."""
    monkeypatch.chdir(room.folder)
    path = room.file(STOPS)
    fixed = ("run", path, "--bundle", "demo", "--home", room.home)
    return lambda *words: room.command(*fixed, *words)


def folders(room):
    return sorted(names(room.folder / "runs"))


def test_a_run_that_stops_leaves_one_that_went_through_as_it_was(room, run):
    assert run("--param", "length=0").code == 1
    assert run("--param", "length=5").code == 0
    first, second = (manifest(room.folder / "runs" / name) for name in folders(room))
    assert {bool(first["error"]), bool(second["error"])} == {True, False}


def test_a_run_that_does_the_same_with_other_parameters_gets_a_number(room, run):
    for length in (5, 6, 7):
        assert run("--param", f"length={length}").code == 0
    plain, second, third = folders(room)
    assert (second, third) == (f"{plain}-2", f"{plain}-3")
    said = [manifest(room.folder / "runs" / name) for name in (plain, second, third)]
    assert [each["strategy"]["parameters"]["length"] for each in said] == ["5", "6", "7"]
    assert len({each["digest"] for each in said}) == 1


def test_the_same_run_once_more_takes_its_own_place(room, run):
    for word in ("a", "b", "a", "b"):
        assert run("--param", "length=1", "--param", f"word={word}").code == 0
    plain, second = folders(room)
    assert second == f"{plain}-2"


def test_a_folder_that_is_no_run_stays(room, run):
    run("--param", "length=1")
    (plain,) = folders(room)
    (room.folder / "runs" / plain / "run.json").write_text("mine", encoding="utf-8")
    assert run("--param", "length=1").code == 0
    assert folders(room) == [plain, f"{plain}-2"]
    assert (room.folder / "runs" / plain / "run.json").read_text(encoding="utf-8") == "mine"
