"""Rolling statistics look back over a window that fits the run."""

from __future__ import annotations

import statistics as exactly

import numpy as np
import pytest

from farthing.report.sections.rolling import statistics, window


@pytest.mark.parametrize(
    ("sessions", "yearly", "size"),
    [
        (1008, 252, 252),
        (1007, 252, 63),
        (252, 252, 63),
        (251, 252, 62),
        (20, 252, 5),
        (1460, 365, 365),
        (1459, 365, 91),
    ],
)
def test_a_window_is_at_most_a_quarter_of_the_run(sessions: int, yearly: int, size: int) -> None:
    found = window(sessions, yearly)
    assert found is not None
    assert found[0] == size


def test_a_short_run_has_none() -> None:
    assert window(19, 252) is None
    assert window(0, 252) is None


def test_each_window_is_a_sample() -> None:
    returns = np.array([0.01, -0.02, 0.03, 0.0, 0.01, -0.01])
    volatility, sharpe = statistics(returns, 5, 252)
    assert np.isnan(volatility[:4]).all()
    assert np.isnan(sharpe[:4]).all()
    for place in (4, 5):
        seen = returns[place - 4 : place + 1].tolist()
        deviation = exactly.stdev(seen)
        assert volatility[place] == pytest.approx(deviation * 252**0.5)
        assert sharpe[place] == pytest.approx(exactly.fmean(seen) / deviation * 252**0.5)


def test_what_does_not_move_or_is_not_known_has_no_ratio() -> None:
    assert np.isnan(statistics(np.zeros(6), 5, 252)[1]).all()
    assert np.isnan(statistics(np.full(6, np.nan), 5, 252)[1]).all()
