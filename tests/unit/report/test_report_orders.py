"""Every state and every refusal that the core knows is explained."""

from __future__ import annotations

import re
from pathlib import Path

from farthing import _core
from farthing.backtest.summary import REASONS
from farthing.report.sections.orders import STATES

RULES = Path(__file__).parents[3] / "docs" / "RULES.md"


def test_every_state_has_a_meaning():
    assert set(STATES) == set(_core.ORDER_STATES)
    assert all(STATES.values())


def test_every_refusal_has_a_meaning_and_stands_in_the_order_in_which_it_is_given():
    assert list(REASONS) == list(_core.REFUSALS)
    assert all(REASONS.values())


def test_the_rules_name_every_state_and_every_refusal():
    named = set(re.findall(r"`(\w+)`", RULES.read_text(encoding="utf-8")))
    assert set(_core.ORDER_STATES) <= named
    assert set(_core.REFUSALS) - {"not_open"} <= named  # a change that does nothing, without one
