"""A folder that was named: a run that stopped never takes the place of one that went through."""

import pytest
from command_line import manifest, names

BUYS = "if ctx.row == 0:\n    ctx.order('ALDR', 1)"
STOPS = f"{BUYS}\nif ctx.row == 3:\n    raise ValueError('no further')"
STOPS_LATER = STOPS.replace("3", "4")
AT_ONCE = "raise ValueError('no length')"


def notes(ran):
    return [line for line in ran.out.splitlines() if line.startswith("note: ")]


def test_a_stopped_run_goes_beside_a_finished_one_and_says_where(room):
    room.run_body(BUYS)
    kept = (room.out / "run.json").read_bytes()
    ran = room.run_body(STOPS)
    beside = room.folder / "run-2"
    assert ran.code == 1
    assert notes(ran) == [
        f"note: {room.out} keeps its finished run of Trial; this one is in {beside}"
    ]
    assert f"report: {beside / 'report.html'}" in ran.out
    assert (room.out / "run.json").read_bytes() == kept
    assert "no further" in manifest(beside)["error"]
    assert room.run_body(STOPS).code == 1  # the same once more: its own place
    assert names(room.folder) == {"run", "run-2", "trial.py"}
    assert room.run_body(STOPS_LATER).code == 1
    assert names(room.folder) == {"run", "run-2", "run-3", "trial.py"}


def test_a_stopped_run_takes_the_place_of_a_stopped_one(room):
    room.run_body(STOPS)
    ran = room.run_body(STOPS_LATER)
    assert (manifest(room.out)["bars"], notes(ran)) == (5, [])


def test_a_finished_run_takes_any_place_and_says_so_of_a_finished_one(room):
    room.run_body(STOPS)
    assert notes(room.run_body(BUYS)) == []
    assert notes(room.run_body(BUYS)) == []  # the same run
    said = notes(room.run_body(BUYS, "--capital", "5000"))
    assert said == ["note: replaced the run of Trial that was there"]
    assert manifest(room.out)["config"]["capital"] == "5000"
    assert names(room.folder) == {"run", "trial.py"}


def test_with_json_the_note_is_on_stderr(room):
    room.run_body(BUYS)
    ran = room.run_body(BUYS, "--capital", "5000", "--json")
    assert ran.lines == ["note: replaced the run of Trial that was there"]
    assert ran.out.startswith("{")


@pytest.mark.parametrize("named", [True, False])
def test_a_run_that_stopped_before_anything_happened_leaves_a_folder_only_if_named(
    room, monkeypatch, named
):
    monkeypatch.chdir(room.folder)
    file = room.trial(AT_ONCE)
    out = ("--out", room.out) if named else ()
    ran = room.command("run", file, "--bundle", "demo", "--home", room.home, *out)
    assert "no length" in ran.error()
    assert names(room.folder) == {"trial.py", *(["run"] if named else [])}
    assert ("report:" in ran.out) is named


def test_what_a_stopped_run_prints_is_short(room):
    ran = room.run_body(STOPS)
    shown = [line.split("  ")[0] for line in ran.out.splitlines() if line.strip()]
    assert shown == [
        "Trial (stopped early)", "from", "capital", "end equity", "orders", "digest",
        f"report: {room.out / 'report.html'}",
    ]  # fmt: skip
