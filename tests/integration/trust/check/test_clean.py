"""Strategies that know nothing but the past raise no alarm."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
CLEAN = sorted(path.stem for path in (Path(__file__).parent / "clean").glob("*.py"))


def test_there_are_at_least_twenty():
    assert len(CLEAN) >= 20


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_strategy_raises_no_alarm(checks, name):
    found = checks(Path(__file__).parent / "clean" / f"{name}.py")
    assert found.findings == ()
    assert found.orders > 0


def test_days_of_hours_raise_no_alarm(checks):
    found = checks(Path(__file__).parent / "clean" / "days_of_hours.py", "hours", "1h")
    assert found.findings == ()
    assert found.orders > 0
