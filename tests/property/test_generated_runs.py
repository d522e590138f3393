"""Generated order sequences over generated markets: the oracle and both drivers agree."""

from collections import Counter
from collections.abc import Callable
from decimal import localcontext

import oracle
import pytest
import tally
from engine import (
    Market,
    Script,
    Targets,
    differences,
    outcome_of,
    play_batch,
    play_event,
    play_recording,
)
from features import ON_DRIVERS, TOGETHER
from generated import PARTS, SEED, few
from hypothesis import given, seed
from hypothesis import strategies as st
from market_strategies import scenes
from scenarios.reader import Cancel, Modify
from script_strategies import scripts, targets
from test_generated_books import check_the_equity

from farthing.backtest.result import Result
from farthing.errors import FarthingError

DIGITS = 100
"""More than any sum of a run has: the usual 28 would round those of the largest positions."""
MARKETS = 2_300
"""In each of them some six scripts are played."""


@few(MARKETS // PARTS)
@given(st.data())
def every_driver_gives_what_the_oracle_gives(data: st.DataObject) -> None:
    features = data.draw(st.sampled_from(TOGETHER)) & ON_DRIVERS
    scene = data.draw(scenes(features))
    all_of = data.draw(st.lists(scripts(scene, features), min_size=1, max_size=12))
    all_of += data.draw(st.lists(targets(scene), max_size=1))
    for script in all_of:
        check(scene.market, script)


def check(market: Market, script: Script) -> None:
    """Plays a script everywhere and compares all that comes out."""
    try:
        expected, made = play_recording(market, script)
    except oracle.OutOfRangeError:
        for play in drivers(script):
            with pytest.raises(FarthingError):
                play(market, script)
        return
    tally.count(market, script, expected, made)
    for play in drivers(script):
        actual = outcome_of(play(market, script))
        found = differences(expected, actual)
        assert not found, "\n".join([f"{play.__name__} of {script}", *found])
        with localcontext(prec=DIGITS):
            check_the_books(market, actual)


def drivers(script: Script) -> list[Callable[[Market, Script], Result]]:
    """Both; a tape holds tickets and brackets, and can neither cancel nor change."""
    on_event_alone = not isinstance(script, Targets) and any(
        isinstance(step, Cancel | Modify) for _, step in script
    )
    tally.TALLY["on the batch driver"] += not on_event_alone
    return [play_event] if on_event_alone else [play_event, play_batch]


def check_the_books(market: Market, outcome: oracle.Outcome) -> None:
    """Every event balances, and the journal alone gives balances, cash and equity."""
    sums: Counter[tuple[int, str]] = Counter()
    accounts: Counter[tuple[str, str | None, str]] = Counter()
    for event, account, symbol, commodity, amount in outcome.postings:
        assert amount != 0
        sums[event, commodity] += amount
        accounts[account, symbol, commodity] += amount
    assert not any(sums.values())
    assert {key: amount for key, amount in accounts.items() if amount} == outcome.balances
    check_the_equity(market, outcome)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_the_oracle_and_both_drivers_agree_in_every_generated_run(part, tell):
    tally.TALLY.clear()
    seed(SEED + part)(every_driver_gives_what_the_oracle_gives)()
    counts = tally.told(tally.TALLY, {"on the batch driver": 0} | tally.LEAST)
    tell(f"generated runs, FARTHING_PROPERTY_SEED={SEED}", counts)
    assert tally.missing(tally.TALLY, tally.LEAST, PARTS) == []
