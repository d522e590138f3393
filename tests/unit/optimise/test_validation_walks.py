"""A walk forward is one exact run, whose parameters change where a window begins."""

from __future__ import annotations

from decimal import Decimal

import pytest
import validation_market as market

import farthing as ft
from farthing.draw import Draw
from farthing.errors import (
    ConfigurationError,
    NothingToChoose,
    StrategyError,
    TooFewSessions,
    TooFewTrials,
)
from farthing.optimise.validation import Leg, Relay, session_returns, validate, walk_forward
from farthing.optimise.validation.stability import stability_of
from farthing.wyckoff import Parameters

DAYS = market.sessions(60)
FRAME = market.frame(60)
GRID = [{"fast": 2}, {"fast": 4}, {"fast": 6}]


def relay(*legs: tuple[int, type, dict], carry: str = "positions") -> ft.Result:
    """A run of legs from the first of them on, by the places of their sessions."""
    made = Relay([Leg(DAYS[at], kind, told) for at, kind, told in legs], carry)
    return ft.run(made, bars=FRAME, start=DAYS[legs[0][0]])


@pytest.mark.parametrize("places", [(0,), (10,), (10, 20), (10, 11, 30, 59)])
def test_legs_of_the_same_parameters_are_the_run_without_a_relay(places: tuple[int, ...]) -> None:
    parted = relay(*((at, market.Cross, {}) for at in places))
    assert parted.digest == ft.run(market.Cross, bars=FRAME, start=DAYS[places[0]]).digest
    assert parted.fills.height > 1


def test_parameters_change_with_the_first_session_of_a_leg() -> None:
    result = relay((5, market.Hold, {"shares": 2}), (9, market.Hold, {"shares": 7}))
    assert result.fills.select("session", "quantity").rows() == [
        (DAYS[6], Decimal(2)),
        (DAYS[10], Decimal(5)),
    ]


def test_nothing_carried_closes_at_the_open_of_the_first_bar_of_the_next_leg() -> None:
    legs = ((5, market.Hold, {"shares": 2}), (9, market.Hold, {"shares": 7}))
    result = relay(*legs, carry="nothing")
    opens = dict(FRAME.select("date", "open").iter_rows())
    assert result.fills.select("session", "quantity").rows() == [
        (DAYS[6], Decimal(2)),
        (DAYS[9], Decimal(-2)),
        (DAYS[10], Decimal(7)),
    ]
    assert float(result.fills["price"][1]) == opens[DAYS[9]]


@pytest.mark.parametrize(
    ("fill", "name"), [("next-open", "open"), ("next-close", "close"), ("close", "open")]
)
def test_positions_are_closed_as_the_run_fills(fill: str, name: str) -> None:
    made = Relay(
        [Leg(DAYS[5], market.Hold, {"shares": 2}), Leg(DAYS[9], market.Hold, {"shares": 7})],
        "nothing",
    )
    result = ft.run(made, bars=FRAME, start=DAYS[5], fill=fill)
    prices = dict(FRAME.select("date", name).iter_rows())
    closed = result.fills.row(1, named=True)
    assert (closed["session"], closed["quantity"]) == (DAYS[9], Decimal(-2))
    assert float(closed["price"]) == prices[DAYS[9]]


def test_nothing_carried_cancels_what_is_open_and_positions_carried_keep_it() -> None:
    class Waits(ft.Strategy):
        def on_start(self, ctx):
            self.is_done = False

        def on_bar(self, ctx):
            if not self.is_done:
                ctx.order("A", 1, limit=1)
                self.is_done = True

    legs = ((5, Waits, {}), (9, market.Hold, {"shares": 0}))
    states = {
        carry: relay(*legs, carry=carry).orders["state"][0] for carry in ("positions", "nothing")
    }
    assert states == {"positions": "open", "nothing": "cancelled"}


def test_a_relay_says_who_was_in_charge_and_when() -> None:
    result = relay((5, market.Hold, {}), (9, market.Hold, {"shares": 7}), carry="nothing")
    assert result.parameters == {
        "carry": "nothing",
        f"from {DAYS[5]}": "shares=1",
        f"from {DAYS[9]}": "shares=7",
    }
    assert result.manifest()["strategy"]["parameters"]["carry"] == "nothing"


def test_a_leg_is_called_from_its_own_warmup_on() -> None:
    called = []

    class Late(ft.Strategy):
        bars: int = 2

        @property
        def warmup(self) -> int:
            return self.bars

        def on_bar(self, ctx):
            called.append((self.bars, ctx.bars_known))

    relay((0, Late, {}), (4, Late, {"bars": 7}))
    assert called[:4] == [(2, 2), (2, 3), (2, 4), (7, 7)]


def test_ends_starts_and_fills_are_told_to_who_is_in_charge() -> None:
    heard = []

    class Ear(ft.Strategy):
        name: str = "a"

        def on_start(self, ctx):
            heard.append(f"{self.name} starts")

        def on_bar(self, ctx):
            if ctx.session == DAYS[8]:
                ctx.order("A", 1)

        def on_fill(self, ctx, fill):
            heard.append(f"{self.name} fills")

        def on_end(self, ctx):
            heard.append(f"{self.name} ends")

    relay((5, Ear, {}), (9, Ear, {"name": "b"}))
    assert heard == ["a starts", "a ends", "b starts", "b fills", "b ends"]


def test_masks_of_universes_are_those_of_who_is_in_charge() -> None:
    seen = {}

    class Chooses(ft.Strategy):
        floor: float = 0.0

        @property
        def universe(self):
            return ft.universe.latest("close") > self.floor

        def on_bar(self, ctx):
            seen[ctx.session] = ctx.universe.tolist()

    made = Relay([Leg(DAYS[2], Chooses), Leg(DAYS[4], Chooses, {"floor": 1e6})])
    ft.run(made, bars=market.frame(6, "A", "B"), start=DAYS[2])
    assert list(seen.values()) == [[True, True]] * 2 + [[False, False]] * 2


def test_what_cannot_be_a_relay_is_refused() -> None:
    class Bare(ft.Strategy):
        pass

    class Masked(ft.Strategy):
        universe = ft.universe.latest("close") > 0.0

    class Tuned(ft.Strategy):
        wyckoff = Parameters({"climax_volume": 1.8})

    for words, legs, carry in (
        ("no legs", [], "positions"),
        ("none of positions, nothing", [Leg(DAYS[0], Bare)], "all"),
        ("in the order", [Leg(DAYS[1], Bare), Leg(DAYS[1], Bare)], "positions"),
    ):
        with pytest.raises(ConfigurationError, match=words):
            Relay(legs, carry)
    with pytest.raises(ConfigurationError, match="subclass of farthing.Strategy"):
        ft.run(Relay([Leg(DAYS[0], lambda ctx: None)]), bars=FRAME)
    with pytest.raises(ConfigurationError, match="give them to its legs"):
        ft.run(Relay([Leg(DAYS[0], Bare)]), bars=FRAME, parameters={"fast": 3})
    with pytest.raises(ConfigurationError, match="give one to all"):
        ft.run(Relay([Leg(DAYS[0], Bare), Leg(DAYS[2], Masked)]), bars=FRAME)
    with pytest.raises(ConfigurationError, match="keep them the same in all trials"):
        ft.run(Relay([Leg(DAYS[0], Bare), Leg(DAYS[2], Tuned)]), bars=FRAME)


def test_a_walk_chooses_what_was_best_in_each_window_and_runs_it_next() -> None:
    found = walk_forward(market.Cross, GRID, bars=FRAME, train=20, test=10, capital=10_000)
    assert len(found.windows) == 4
    for window in found.windows:
        days = window.fold.dates(window.fold.train)
        reached = {
            each["fast"]: ft.run(
                market.Cross, bars=FRAME, start=days[0], end=days[-1], parameters=each,
                capital=10_000,
            ).statistics.sharpe_ratio
            for each in GRID
        }  # fmt: skip
        known = {fast: value for fast, value in reached.items() if value is not None}
        assert window.parameters == {"fast": max(known, key=known.get)}
        assert window.objective == max(known.values())
        assert (window.tried, window.undefined) == (3, 3 - len(known))
    legs = [
        Leg(window.fold.dates(window.fold.test)[0], market.Cross, window.parameters)
        for window in found.windows
    ]
    one = ft.run(Relay(legs), bars=FRAME, start=DAYS[20], end=DAYS[59], capital=10_000)
    assert found.result.digest == one.digest
    assert session_returns(found.result)[0] == tuple(DAYS[20:])
    assert found.objective == one.statistics.sharpe_ratio
    assert found.kept == pytest.approx(found.objective / found.expected)


def test_a_walk_is_shown_by_its_windows_and_not_by_all_of_its_sessions() -> None:
    found = walk_forward(market.Cross, [{"fast": 4}], bars=FRAME, train=20, test=40)
    assert "datetime.date" not in repr(found)
    assert str(found.windows[0].fold) == (
        "train 2024-01-01 to 2024-01-20; test 2024-01-21 to 2024-02-29"
    )


def test_a_walk_of_one_trial_is_the_plain_run_of_its_tests() -> None:
    found = walk_forward(market.Cross, [{"fast": 4}], bars=FRAME, train=20, test=15)
    plain = ft.run(market.Cross, bars=FRAME, start=DAYS[20], parameters={"fast": 4})
    assert found.result.digest == plain.digest
    assert found.stability[0].agreement == 1.0


def test_a_choice_never_sees_its_test() -> None:
    """The market after a window's train is another one: what was chosen stays."""
    later = market.frame(60, seed=2).filter(market.pl.col("date") >= DAYS[40])
    other = market.pl.concat([FRAME.filter(market.pl.col("date") < DAYS[40]), later])
    one, two = (
        walk_forward(market.Cross, GRID, bars=bars, train=20, test=20) for bars in (FRAME, other)
    )
    assert [each.parameters for each in one.windows] == [each.parameters for each in two.windows]
    assert one.result.digest != two.result.digest


def test_objectives_are_those_of_a_search() -> None:
    def walk(**told):
        return walk_forward(market.Cross, GRID, bars=FRAME, train=20, test=40, **told)

    least = walk(objective="max_drawdown:min")
    most = walk(objective=lambda result: -result.statistics.max_drawdown)
    assert least.windows[0].parameters == most.windows[0].parameters
    assert least.windows[0].objective == -most.windows[0].objective
    assert (least.direction, most.direction) == ("min", "max")
    little, much = walk(objective="end_equity:min"), walk(objective="end_equity")
    assert little.expected > 0.0
    assert [each.kept for each in (little, most, much)] == [None] * 3
    assert (much.is_rate, most.is_rate) == (False, False)
    named, unnamed = walk(objective="sharpe_ratio"), walk()
    assert (named.windows, named.objective) == (unnamed.windows, unnamed.objective)


def test_a_walk_tells_how_far_it_is() -> None:
    told = []
    walk_forward(
        market.Cross, GRID, bars=FRAME, train=20, test=20,
        progress=lambda done, whole: told.append((done, whole)),
    )  # fmt: skip
    assert told == [(done, 6) for done in range(1, 7)]


def test_a_walk_that_cannot_be_made_is_refused() -> None:
    def walk(trials=GRID, **told):
        walk_forward(market.Cross, trials, bars=FRAME, **{"train": 20, "test": 10, **told})

    with pytest.raises(TooFewSessions, match="60 sessions hold no test behind the 60"):
        walk(train=60)
    with pytest.raises(TooFewTrials, match="0 trials are fewer than 1"):
        walk(trials=[])
    with pytest.raises(NothingToChoose, match="none of 3 trials has an objective from 2024-01-01"):
        walk(objective=lambda result: None)
    with pytest.raises(ConfigurationError, match="objective 'sharp_ratio' is no statistic"):
        walk(objective="sharp_ratio")
    with pytest.raises(ConfigurationError, match="give a function of a result"):
        walk(objective=5)
    with pytest.raises(ConfigurationError, match="2 objectives: a walk forward chooses by one"):
        walk(objective=["sharpe_ratio", "end_equity"])
    with pytest.raises(ConfigurationError, match="none of positions, nothing"):
        walk(carry="everything")


def test_a_run_that_stops_says_in_which_window_with_which_parameters() -> None:
    class Breaks(ft.Strategy):
        fast: int = 1

        def on_bar(self, ctx):
            raise RuntimeError("no")

    with pytest.raises(StrategyError) as caught:
        walk_forward(Breaks, [{"fast": 2}], bars=FRAME, train=20, test=10)
    assert caught.value.__notes__ == [
        f"in the window of {DAYS[0]} to {DAYS[19]}, with {{'fast': 2}}"
    ]


def test_a_run_that_fails_in_a_window_has_no_objective_there_and_may_win_in_another() -> None:
    class Late(ft.Strategy):
        shares: int = 1

        def on_bar(self, ctx):
            if self.shares == 3 and ctx.session == DAYS[15]:
                raise RuntimeError("no")
            ctx.order_target("A", self.shares)

    rising = FRAME.with_columns(
        **{name: 10.0 + market.pl.int_range(60) for name in ("open", "high", "low", "close")}
    )
    found = walk_forward(
        Late, [{"shares": each} for each in (1, 3, 2)], bars=rising, train=20, test=20,
        objective="end_equity",
    )  # fmt: skip
    assert [(each.parameters["shares"], each.undefined, each.failed) for each in found.windows] == [
        (2, 1, 1), (3, 0, 0),
    ]  # fmt: skip
    noise = Draw(2).normals(200).reshape(100, 2)
    fragile = validate(noise, forward=found, resamples=100).fragile
    assert "1 of the runs that the walk forward chose by failed" in fragile


def test_what_fails_in_its_test_says_so() -> None:
    class Breaks(ft.Strategy):
        def on_bar(self, ctx):
            if ctx.session == DAYS[45]:
                raise RuntimeError("no")
            ctx.order_target("A", 1)

    with pytest.raises(StrategyError) as caught:
        walk_forward(Breaks, [{}], bars=FRAME, train=20, test=40)
    assert caught.value.__notes__ == [
        f"in the tests of {DAYS[20]} to {DAYS[59]}, with what was chosen before"
    ]


def test_steady_and_wandering_choices_are_told_apart() -> None:
    tried = {"fast": [2, 4, 6], "kind": ["a", "b"], "flag": [True, False]}
    steady, kind, flag = stability_of(
        [{"fast": 4, "kind": "a", "flag": True}, {"fast": 4, "kind": "b", "flag": True},
         {"fast": 6, "kind": "a", "flag": False}],
        tried,
    )  # fmt: skip
    assert (steady.agreement, steady.changes, steady.travel) == (2 / 3, 0.5, 0.25)
    assert (kind.agreement, kind.changes, kind.travel) == (2 / 3, 1.0, None)
    assert (flag.changes, flag.travel) == (0.5, None)
    [alone] = stability_of([{"fast": 4}], {"fast": [4, 4]})
    assert (alone.agreement, alone.changes, alone.travel) == (1.0, None, None)
