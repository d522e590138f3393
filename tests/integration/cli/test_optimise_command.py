"""``farthing optimise``: what it prints, leaves and refuses, for strategies of every kind."""

from __future__ import annotations

import json

import pytest

CROSS = """
import farthing as ft

class Cross(ft.Strategy):
    fast: int = 5
    slow: int = 20
    share: float = 1.0

    def on_bar(self, ctx):
        up = ctx.sma(self.fast) > ctx.sma(self.slow)
        ctx.target_percent(up * self.share / len(ctx.assets))
"""

ZIPLINE = """
from {where} import order_target, symbol

UNITS = 10
SEEN = []

def initialize(context):
    assert not SEEN, "another trial was here"
    SEEN.append(1)
    context.asset = symbol("ALDR")

def handle_data(context, data):
    order_target(context.asset, UNITS)
"""

TARGETS = """
import numpy as np

def targets(bars, units: float = 10.0, late: int = 3):
    rows = np.zeros((len(bars.sessions), len(bars.symbols)))
    rows[late:, 0] = units / 1000
    return rows
"""

GRID = ("--param", "fast=3:9:3", "--param", "slow=10:30:10", "--search", "grid")


@pytest.fixture
def optimise(room, market, tmp_path):
    """Runs the command on a strategy, whose file is written first."""

    def optimise(text, *words):
        file = tmp_path / "trial.py"
        file.write_text(text, encoding="utf-8")
        return room.command("optimise", file, "--bundle", "market", "--home", market, *words)

    optimise.command = room.command
    return optimise


def test_the_best_is_printed_and_a_page_is_left(optimise, tmp_path):
    out = tmp_path / "study"
    ran = optimise(CROSS, *GRID, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    first, _, *rows = ran.out.splitlines()
    assert first == "Cross: best of sharpe_ratio:max"
    assert "9 trials: 9 finished" in rows
    assert f"report: {out / 'report.html'}" in rows
    assert {path.name for path in out.iterdir()} >= {"report.html", "study.sqlite", "best"}
    best = json.loads((out / "best" / "run.json").read_text(encoding="utf-8"))
    shown = next(row.split() for row in rows if row.startswith("digest"))
    assert shown[1] == best["digest"][:16]
    assert next(row for row in rows if row.startswith("trial ")).endswith("the best")
    page = (out / "report.html").read_bytes()
    (out / "report.html").unlink()
    assert optimise.command("report", out).out == f"report: {out / 'report.html'}\n"
    assert (out / "report.html").read_bytes() == page
    sharpes = [float(row.split()[-1]) for row in rows[:9]]
    assert sharpes == sorted(sharpes, reverse=True)


def test_the_page_is_made_again_also_where_the_folder_was_renamed(optimise, tmp_path):
    out, renamed = tmp_path / "study", tmp_path / "other"
    optimise(CROSS, *GRID, "--out", out)
    out.rename(renamed)
    page = (renamed / "report.html").read_bytes()
    (renamed / "report.html").unlink()
    again = optimise.command("report", renamed)
    assert (again.code, again.err) == (0, "")
    assert (renamed / "report.html").read_bytes() == page
    longer = optimise(CROSS, *GRID, "--out", renamed, "--resume")
    assert (longer.code, longer.err) == (0, "")


def test_where_no_trial_has_a_number_the_first_says_why(optimise, tmp_path):
    out = tmp_path / "study"
    ran = optimise(CROSS, "--param", "fast=-5:-3", "--search", "grid", "--out", out)
    assert ran.code == 1
    assert "no trial has a number; trial 0 is failed: " in " ".join(ran.err.split())
    assert (out / "report.html").exists()


def test_json_has_the_study_and_its_best(optimise, tmp_path):
    words = (*GRID, "--where", "fast * 2 < slow", "--objective", "end_equity",
             "--objective", "max_drawdown", "--commission", "bps:10")  # fmt: skip
    ran = optimise(CROSS, *words, "--json", "--out", tmp_path / "a")
    found = json.loads(ran.out)
    assert found["trials"] == {"finished": 7}
    assert found["config"]["commission"] == "bps:10:0"
    assert found["space"]["constraints"] == ["fast * 2 < slow"]
    assert isinstance(found["best"]["objectives"]["end_equity"], str), "money is no float"
    assert found["best"]["number"] in [each["number"] for each in found["front"]]
    again = optimise(CROSS, *words, "--json", "--out", tmp_path / "b", "--workers", "2")
    assert json.loads(again.out) == found


def test_a_study_goes_on(optimise, tmp_path):
    words = ("--param", "fast=3:9", "--param", "slow=10:30", "--search", "random")
    out = ("--out", tmp_path / "study")
    optimise(CROSS, *words, *out, "--trials", "5")
    assert "has a study: go on with it by resume" in optimise(CROSS, *words, *out).error()
    ran = optimise(CROSS, *words, *out, "--trials", "9", "--resume")
    assert "9 trials: 9 finished" in ran.out
    changed = CROSS.replace("1.0", "0.5")
    assert "has another strategy: code was" in optimise(changed, *words, *out, "--resume").error()
    other = optimise(CROSS, *words, "--out", tmp_path / "other", "--resume").error()
    assert "there is no study in" in other


def test_folders_that_nobody_names_are_new(optimise, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ("--param", "fast=3:4", "--search", "grid")
    for _ in range(2):
        assert optimise(CROSS, *words).code == 0
    assert {path.name for path in (tmp_path / "runs").iterdir()} == {"Cross-grid", "Cross-grid-2"}


@pytest.mark.parametrize("where", ["farthing.api", "zipline.api"])
def test_constants_of_a_zipline_file_are_its_parameters(optimise, tmp_path, where):
    words = ("--param", "UNITS=5|10|20", "--search", "grid", "--objective", "end_equity")
    more = ("--zipline",) if where.startswith("zipline") else ()
    ran = optimise(ZIPLINE.format(where=where), *words, *more, "--json", "--out", tmp_path / "out")
    found = json.loads(ran.out)
    assert found["trials"] == {"finished": 3}, "a file is loaded anew for every trial"
    assert found["best"]["parameters"]["UNITS"] in {5, 20}
    said = optimise(ZIPLINE.format(where=where), "--param", "UNIT=1:2", *more).error()
    assert "no parameter 'UNIT'; did you mean UNITS?" in said


def test_a_file_of_targets_runs_in_the_batch_driver(optimise, tmp_path):
    words = ("--param", "units=100:900:100", "--param", "late=1|5", "--search", "grid")
    ran = optimise(TARGETS, *words, "--json", "--workers", "2", "--out", tmp_path / "out")
    found = json.loads(ran.out)
    assert found["trials"] == {"finished": 18}
    assert found["strategy"]["name"] == "trial"


def test_smaller_markets_come_first(optimise, tmp_path):
    for number, fidelity in enumerate(("history:2", "universe:2")):
        words = ("--param", "fast=3:9", "--param", "slow=10:30", "--search", "hyperband")
        out = ("--out", tmp_path / str(number), "--trials", "9", "--generation", "9")
        ran = optimise(CROSS, *words, "--fidelity", fidelity, *out, "--json")
        found = json.loads(ran.out)
        assert (found["rungs"], found["fidelity"]) == (2, fidelity)
        assert sum(found["trials"].values()) == 9


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--param", "fats=1:5"), "no parameter 'fats'; did you mean fast?"),
        (("--param", "fast=1:5", "--where", "fast <"), "constraint 'fast <' is no expression"),
        (("--param", "fast=1:5", "--objective", "sharpe"), "did you mean sharpe_ratio?"),
        (("--param", "fast=1:5", "--workers", "0"), "workers 0 must be a whole number above 0"),
        (("--param", "fast=1:5", "--search", "tp"), "no search 'tp'; did you mean tpe?"),
        (("--param", "fast=1:5", "--executor", "rya"), "no executor 'rya'; did you mean ray?"),
        (("--param", "share=0:1", "--search", "grid"), "grid: share=0:1 has no step"),
        (("--param", "fast=1:5", "--fidelity", "history:3"), "only search hyperband has rungs"),
        (("--param", "fast=1:5", "--capital", "0"), "capital is 0; it must be more than 0"),
    ],
)
def test_what_makes_no_sense_is_refused(optimise, tmp_path, words, said, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert said in optimise(CROSS, *words, "--trials", "2").error()
