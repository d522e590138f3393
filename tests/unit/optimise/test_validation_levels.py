"""Tests keep their level on noise and see what was planted: the study of the page in short."""

from __future__ import annotations

from math import comb
from pathlib import Path

import pytest

from farthing.testing.validation import Size, measure, page
from farthing.testing.validation.__main__ import main
from farthing.testing.validation.kept_level import POWER_ERRORS, POWER_LEAST, TESTS, failures

STUDIES = 40
SIZE = Size(sessions=500, trials=20, resamples=199)


@pytest.fixture(scope="module")
def found() -> dict:
    return measure(STUDIES, SIZE)


def most_hits(studies: int, level: float) -> int:
    """More false edges than this happen once in a thousand times."""
    chances = [
        comb(studies, hits) * level**hits * (1 - level) ** (studies - hits)
        for hits in range(studies + 1)
    ]
    return next(hits for hits in range(studies) if sum(chances[hits + 1 :]) < 0.001)


@pytest.mark.slow
def test_tests_keep_their_level_in_each_kind_of_noise(found: dict) -> None:
    most = most_hits(STUDIES, found["level"])
    assert most == 7
    for kind, row in found["kinds"].items():
        for test in TESTS:
            assert row["noise"][test] <= most, (kind, test)


@pytest.mark.slow
def test_tests_see_what_was_planted_in_each_kind_of_noise(found: dict) -> None:
    for kind, row in found["kinds"].items():
        for test in TESTS:
            assert row["edges"][POWER_ERRORS][test] >= POWER_LEAST * STUDIES, (kind, test)


@pytest.mark.slow
def test_a_bootstrap_of_single_days_misleads_where_returns_are_autocorrelated(found: dict) -> None:
    most = most_hits(STUDIES, found["level"])
    for kind, row in found["kinds"].items():
        for test in TESTS:
            is_kept = row["single_days"][test] <= most
            assert is_kept == (kind != "autocorrelated"), (kind, test)


@pytest.mark.slow
def test_an_edge_that_is_larger_is_seen_more_often(found: dict) -> None:
    for kind, row in found["kinds"].items():
        seen = [each["consistent"] for each in row["edges"].values()]
        assert seen == sorted(seen), kind


def test_a_test_that_finds_too_much_or_sees_too_little_is_told() -> None:
    quiet = {"reality_check": 60, "consistent": 20}
    edges = {"5.0": {"reality_check": 500, "consistent": 300}}
    result = {"studies": 500, "level": 0.05, "kinds": {"grey": {"noise": quiet, "edges": edges}}}
    assert failures(result) == [
        "reality_check finds an edge in 60 studies of grey noise",
        "consistent sees an edge in 300 studies of grey noise alone",
    ]


def test_the_command_keeps_a_result_and_writes_its_page_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--studies", "1", "--sessions", "100", "--trials", "3", "--resamples", "99"]
    assert main([*words, "--out", str(tmp_path)]) == 0
    first = capsys.readouterr().out
    assert (tmp_path / "evidence.md").read_text() == first
    assert main(["--read", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out == first
    with pytest.raises(SystemExit):
        main(["--read"])


def test_the_same_seed_is_the_same_study() -> None:
    small = Size(100, 3, 99)
    first, again = (measure(2, small, kinds=["clustered"], seed=4) for _ in range(2))
    assert first == again
    assert first != measure(2, small, kinds=["clustered"], seed=5)


def test_a_page_says_what_is_not_kept() -> None:
    result = measure(1, Size(100, 3, 99), kinds=["independent"])
    result["kinds"]["independent"]["noise"]["consistent"] = 1
    result["studies"] = 1
    result["level"] = 0.05
    assert "do not keep what they promise" in page(result)
