"""Ways to the same run have the same digest: again, arrays, tapes, Zipline's way, both widths."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import oracle
from engine import Market, Script, Targets, play_batch, play_event, zipline_steps
from engine.orders import tape_of
from engine.play import Step, by_row
from generated import SEED, few, where_numbers_fit
from hypothesis import given, seed
from hypothesis import strategies as st
from market_strategies import Scene, scenes
from scenarios.reader import Cancel, Modify
from script_strategies import scripts, targets

import farthing
from farthing import _core
from farthing.backtest.config import run_config
from farthing.backtest.simulate import Prepared

PLAIN: frozenset[str] = frozenset()
"""The features of orders that Zipline has a way to say: none of ours."""


def drawn(data: st.DataObject) -> tuple[Market, Script]:
    scene: Scene = data.draw(scenes())
    return scene.market, data.draw(st.one_of(scripts(scene), targets(scene)))


@seed(SEED)
@few(150)
@given(st.data())
def test_a_run_played_again_has_the_same_digest(data: st.DataObject):
    market, script = drawn(data)
    with where_numbers_fit():
        assert play_event(market, script).digest == play_event(market, script).digest


@seed(SEED)
@few(300)
@given(st.data())
def test_a_strategy_and_the_arrays_of_its_orders_have_one_digest(data: st.DataObject):
    market, script = drawn(data)
    if not isinstance(script, Targets):
        script = on_tape(script)
    with where_numbers_fit():
        assert play_event(market, script).digest == play_batch(market, script).digest


@seed(SEED)
@few(200)
@given(st.data())
def test_a_zipline_program_and_a_class_that_order_the_same_have_one_digest(data: st.DataObject):
    scene: Scene = data.draw(scenes(PLAIN))
    script = [(row, until_cancelled(step)) for row, step in data.draw(scripts(scene, PLAIN))]
    zipline_steps.STEPS = by_row(script)
    with where_numbers_fit():
        bars, settings = scene.market.bars, scene.market.settings
        result = farthing.run(zipline_steps, bars=bars, **settings)
        assert result.digest == play_event(scene.market, script).digest


@seed(SEED)
@few(300)
@given(st.data())
def test_the_short_and_the_long_way_of_an_order_have_one_digest(data: st.DataObject):
    """The core gives and fills plain orders in a short way; a tag makes it take the long one."""
    scene: Scene = data.draw(scenes(PLAIN))
    plain = tape_of(on_tape(data.draw(scripts(scene, PLAIN))), scene.market.days)
    prepared = Prepared(scene.market.bars, run_config(**scene.market.settings))
    with where_numbers_fit():
        tagged = prepared.tape(prepared.order_tape([{**each, "tag": "long"} for each in plain]))
        assert tagged.digest == prepared.tape(prepared.order_tape(plain)).digest
        assert set(tagged.orders.get_column("tag")) <= {"long"}


@seed(SEED)
@few(300)
@given(st.data())
def test_narrow_and_wide_money_give_one_digest(data: st.DataObject):
    market, script = drawn(data)
    with where_numbers_fit():  # what does not fit the narrow one runs in the wide one
        narrow, wide = (in_width(market, script, width) for width in ("narrow", "wide"))
        assert (narrow.outcome.width, wide.outcome.width) == ("narrow", "wide")
        assert narrow.digest == wide.digest


def on_tape(script: Sequence[Step]) -> list[Step]:
    """What a tape holds: it can neither cancel nor change."""
    return [step for step in script if not isinstance(step[1], Cancel | Modify)]


def until_cancelled(step: oracle.Ticket | Cancel) -> oracle.Ticket | Cancel:
    return step if isinstance(step, Cancel) else replace(step, duration="gtc")


def in_width(market: Market, script: Script, width: str) -> farthing.Result:
    prepared = Prepared(market.bars, run_config(**market.settings))
    if isinstance(script, Targets):
        array = np.array(script.matrix)
        return prepared.targets(array, unit=script.unit, rebalance=script.rebalance, width=width)
    tape: _core.OrderTape = prepared.order_tape(tape_of(on_tape(script), market.days))
    return prepared.tape(tape, width=width)
