"""``farthing validate``: what it prints and leaves of a study, and its exit codes."""

from __future__ import annotations

import json

import pytest

from farthing.report.study import kept_verdict

TARGETS = """
import numpy as np

def targets(bars, units: int = 10, late: int = 3):
    rows = np.zeros((len(bars.sessions), len(bars.symbols)))
    rows[late:, 0] = units / 1000
    return rows
"""

GRID = ("--param", "units=100:900:200", "--param", "late=3:5", "--search", "grid")


@pytest.fixture
def study(room, market, tmp_path):
    """Makes a study of a file of targets; gives its folder."""

    def made(*words, where="study"):
        file = tmp_path / "trial.py"
        file.write_text(TARGETS, encoding="utf-8")
        told = ("--bundle", "market", "--home", market, *GRID)
        ran = room.command("optimise", file, *told, "--out", tmp_path / where, *words)
        assert ran.code == 0, ran.err
        return tmp_path / where

    return made


def test_the_verdict_is_printed_kept_and_shown_on_the_page(room, study):
    folder = study("--benchmark", "BROAD")
    assert "Not asked yet" in (folder / "report.html").read_text(encoding="utf-8")
    ran = room.command("validate", folder, "--resamples", "200")
    kept = kept_verdict(folder)
    assert (ran.code, ran.err) == (0 if kept.verdict.outcome == "edge" else 2, "")
    lines = ran.out.splitlines()
    assert lines[0] == "Held to the benchmark."
    assert f"report: {folder / 'report.html'}" in lines
    assert lines[-1] == str(kept).splitlines()[-1]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Not asked yet" not in page
    assert f"{kept.verdict.consistent:.4f}" in page
    assert room.command("report", folder).code == 0
    assert (folder / "report.html").read_text(encoding="utf-8") == page


def test_a_verdict_is_not_shown_of_a_study_that_went_on(room, study):
    folder = study("--trials", "9")
    assert room.command("validate", folder, "--resamples", "200").code in {0, 2}
    study("--resume")
    assert "Not asked yet" in (folder / "report.html").read_text(encoding="utf-8")


def test_json_is_the_verdict_that_is_kept(room, study, tmp_path):
    url = f"sqlite:///{tmp_path / 'all.db'}"
    folder = study("--store", url)
    ran = room.command("validate", folder, "--store", url, "--resamples", "200", "--json")
    found = json.loads(ran.out)
    assert ran.code == (0 if found["outcome"] == "edge" else 2)
    assert found["study"]["trials"] == found["tried"] == 15
    assert ran.out.strip() == kept_verdict(folder).to_json()


CROSS = """
import farthing as ft

class Cross(ft.Strategy):
    fast: int = 5
    slow: int = 20

    def on_bar(self, ctx):
        ctx.target_percent((ctx.sma(self.fast) > ctx.sma(self.slow)) / len(ctx.assets))
"""


def test_a_walk_forward_stands_in_the_verdict(room, market, tmp_path):
    file, folder = tmp_path / "cross.py", tmp_path / "study"
    file.write_text(CROSS, encoding="utf-8")
    words = ("--param", "fast=3:6", "--search", "grid", "--commission", "bps:5", "--out", folder)
    assert room.command("optimise", file, "--bundle", "market", "--home", market, *words).code == 0
    asked = ("validate", folder, "--walk", "120:60", "--home", market, "--resamples", "200")
    assert room.command(*asked, "--strategy", file).code in {0, 2}
    walk = kept_verdict(folder).verdict.walk
    assert walk.windows == 3
    assert f"A walk forward over {walk.windows} windows" in (folder / "report.html").read_text()
    ran = room.command(*asked)
    assert (ran.code, "name its file with --strategy" in " ".join(ran.err.split())) == (1, True)
    file.write_text(CROSS + "#", encoding="utf-8")
    ran = room.command(*asked, "--strategy", file)
    assert (ran.code, "made with another strategy" in " ".join(ran.err.split())) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "there is no study in nowhere"),
        (("--walk", "120"), "--walk 120: write it as TRAIN:TEST"),
        (("--level", "2"), "level 2.0 is not between 0 and 1"),
        (("--levl", "2"), "No such option: --levl"),
        (("--seed", "-1"), "seed -1"),
        (("--resamples", "3"), "3 resamples cannot reach a level of 0.05"),
    ],
)
def test_an_error_is_no_verdict(room, study, words, said):
    told = words if words[0] == "nowhere" else (study(), *words)
    ran = room.command("validate", *told)
    assert ran.code == 1
    assert said in " ".join(ran.err.split())


def test_a_damaged_verdict_is_named(room, study):
    folder = study()
    (folder / "verdict.json").write_text("{}", encoding="utf-8")
    ran = room.command("report", folder)
    assert ran.code == 1
    assert "verdict.json: the text is no verdict of a study" in " ".join(ran.err.split())
