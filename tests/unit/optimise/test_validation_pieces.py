"""Large studies are validated a piece at a time: the same numbers, in little memory."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from farthing.cli.validate import watching
from farthing.draw import Draw
from farthing.optimise.validation import chunks as pieces
from farthing.optimise.validation import overfitting, validate

SESSIONS, TRIALS = 128, 12
NOISE = Draw(3).normals(SESSIONS * TRIALS).reshape(SESSIONS, TRIALS) / 100


def test_a_verdict_is_the_same_in_pieces_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = validate(NOISE, resamples=200)
    for cells in (1, 7 * SESSIONS, 2**14):
        monkeypatch.setattr(pieces, "CELLS", cells)
        found = validate(NOISE, resamples=200)
        assert found.sharpe_needed == pytest.approx(whole.sharpe_needed, rel=1e-12)
        assert replace(found, sharpe_needed=whole.sharpe_needed) == whole


def test_pieces_make_up_the_whole_and_none_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "CELLS", 100)
    told: list[tuple[int, int]] = []
    parts = list(pieces.chunks(25, 11, lambda *done: told.append(done)))
    assert [row for part in parts for row in range(25)[part]] == list(range(25))
    assert max(part.stop - part.start for part in parts) == 9
    assert told == [(9, 25), (18, 25), (25, 25)]
    assert len(list(pieces.chunks(3, 1_000))) == 3


def test_halvings_of_many_trials_are_never_all_in_memory() -> None:
    """All Sharpe ratios of 12,870 halvings would be 40 MiB, and twice that for both halves."""
    many = Draw(4).normals(64 * 400).reshape(64, 400)
    tracemalloc.start()
    try:
        found = overfitting(many)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.halvings == 12_870
    assert peak < 30 * 2**20


def test_what_is_done_is_told_to_its_end() -> None:
    told: dict[str, list[tuple[int, int]]] = {}
    validate(
        NOISE, resamples=200,
        progress=lambda name, *done: told.setdefault(name, []).append(done),
    )  # fmt: skip
    assert list(told) == ["resamples", "clusters", "halvings"]
    for steps in told.values():
        done = np.array(steps)
        assert (np.diff(done[:, 0]) > 0).all()
        assert done[-1, 0] == done[-1, 1]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_the_command_shows_what_is_done_at_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, is_terminal: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1") if is_terminal else monkeypatch.delenv(
        "FORCE_COLOR", raising=False
    )
    with watching() as progress:
        assert (progress is not None) == is_terminal
        if progress is not None:
            progress("halvings", 1, 4)
    shown = capsys.readouterr().err
    assert ("halvings" in shown, "25%" in shown) == (is_terminal, is_terminal)
