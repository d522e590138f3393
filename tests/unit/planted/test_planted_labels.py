"""Labels are in the order of the textbook, the bars bear them out, and many lie near a limit."""

from dataclasses import fields

import polars as pl
import pytest

from farthing.testing.planted import GENUINE, Noise, cases, planted, ratios
from farthing.testing.planted.aims import AIMS, NEAR
from farthing.testing.planted.drawings import FLIPPED, _turned
from farthing.testing.planted.leg import Leg, Mark
from farthing.testing.planted.region import HELD_OUT, OPEN

ORDER = {
    "accumulation-1": "ps sc ar st spring test sos lps",
    "accumulation-2": "ps sc ar st sos lps",
    "distribution-1": "psy bc ar st ut? utad test sow lpsy",
    "distribution-2": "psy bc ar st sow lpsy",
    "reaccumulation": "psy bc ar st spring? test? sos lps",
    "redistribution": "ps sc ar st utad? test? sow lpsy",
    "failed-accumulation": "ps sc ar st",
    "failed-distribution": "psy bc ar st",
    "false-breakout": "ps sc ar st",
    "false-breakdown": "psy bc ar st",
}


@pytest.fixture(scope="module")
def plain():
    """Cases without noise."""
    return list(cases(11, 300, "none"))


@pytest.fixture(scope="module")
def noisy():
    """The same cases at the moderate level."""
    return list(cases(11, 300, "moderate"))


def in_order(events, order):
    """Whether the events are those of the order, of which marked ones may be missing."""
    for name in order.split():
        if events and events[0] == name.rstrip("?"):
            events = events[1:]
        elif not name.endswith("?"):
            return False
    return not events


def test_events_come_in_the_order_of_their_schematic(plain):
    seen = set()
    for case in plain:
        if case.kind in ORDER:
            events = case.truth.events.filter("scored")
            assert events.get_column("at").is_sorted()
            names = ["lps" if name == "bu" else name for name in events["event"]]
            assert in_order(names, ORDER[case.kind]), (case.kind, names)
            seen.update(names)
    assert len(seen) == 14


def test_the_order_is_asked_for():
    assert in_order(["ps", "sc"], "ps sc ar?")
    assert not in_order(["sc", "ps"], "ps sc")
    assert not in_order(["ps"], "ps sc")
    assert not in_order(["ps", "sc", "sos"], "ps sc")


def test_phases_follow_each_other_without_a_hole(plain):
    for case in plain:
        phases = case.truth.phases
        if phases.is_empty():
            continue
        bars = phases.get_column("bar")
        assert bars.to_list() == list(range(bars[0], bars[-1] + 1))
        assert bars[0] == case.truth.ranges["start"][0]
        runs = phases.get_column("phase").rle().struct.field("value").to_list()
        if case.kind in GENUINE:
            assert runs in (list("ABCDE"), list("ABDE"))
            assert bars[-1] == case.bars.height - 1


def test_each_pattern_is_an_event_of_its_bar(noisy):
    for case in noisy:
        events = case.truth.events.with_columns(pl.col("event").replace({"bu": "lps"}))
        both = case.truth.patterns.join(
            events, left_on=["at", "side", "pattern"], right_on=["at", "side", "event"]
        )
        assert both.height == case.truth.patterns.height
        scored = case.truth.patterns.filter("scored")
        assert scored.is_empty() == (case.kind not in GENUINE)


def test_an_event_is_the_extreme_of_its_surroundings(noisy):
    """Within three bars no other bar goes further, or a trader would have marked that one."""
    further = total = 0
    for case in noisy:
        for at, price in case.truth.events.filter("scored").select("at", "price").iter_rows():
            around = case.bars.slice(at - 3, 7)
            total += 1
            bar = case.bars.row(at, named=True)
            if price == bar["low"]:
                further += around["low"].min() < price
            elif price == bar["high"]:
                further += around["high"].max() > price
    assert total > 1_500
    assert further / total < 0.04


def numbers_of(case, event, before):
    """What the bars say of an event, by the names of the aims of its kind."""
    bar = ratios(case).row(event["at"], named=True)
    long = event["side"] == "long"
    told = {
        "volume": bar["volume_ratio"],
        "spread": bar["spread_ratio"],
        "close": bar["close_position"] if long else 1 - bar["close_position"],
        "bars": event["at"] - before["at"],
    }
    if event["event"] in ("st", "test"):
        usual = seasonless(case)
        told["of_climax"] = told["of_spring"] = usual[event["at"]] / usual[before["before"]]
    return told


def seasonless(case):
    from farthing.testing.planted.market import MARKETS

    slots = MARKETS[case.market].volume_by_slot()
    return [v / slots[s] for v, s in case.bars.select("volume", "slot").iter_rows()]


def long_name(event):
    """The event of the long side that an event mirrors, which the aims are told for."""
    name = {"bu": "lps", "ut": "spring"}.get(event["event"], event["event"])
    if name not in AIMS and name != "spring":
        name = {short: long for long, short in FLIPPED.items()}[name]
        name = {"bu": "lps", "dip": "spring", "ut": "spring"}.get(name, name)
    if name == "spring":
        return f"spring-{event['kind'] or 2}"
    return name


def measured(cases_made):
    """Each scored event of these cases: its name, its label `near`, and its numbers by the bars."""
    for case in cases_made:
        events = case.truth.events.filter("scored").to_dicts()
        for place, event in enumerate(events):
            name = long_name(event)
            last = events[place - 1]["at"] if place else 0
            first = events[max(0, place - 2)]["at"] if name == "st" else last
            before = {"at": last, "before": first}
            yield name, event["near"], numbers_of(case, event, before)


def test_three_events_in_ten_lie_near_a_limit(plain, tell):
    near = agree = total = 0
    for name, label, numbers in measured(plain[:100]):
        found = any(aim.is_near(numbers[number]) for number, aim in AIMS[name].items())
        near += found
        agree += found == label
        total += 1
    tell("planted events", {"events": total, "near a limit": near})
    assert total > 500
    assert near / total >= 0.30
    assert agree / total >= 0.97


def test_an_event_that_is_not_near_a_limit_keeps_its_rules_of_thumb(plain):
    for name, near, numbers in measured(plain[:60]):
        for number, aim in AIMS[name].items():
            if not near:
                assert aim.clear_low * 0.98 <= numbers[number] <= aim.clear_high * 1.02, (
                    name,
                    number,
                )


def test_noise_takes_a_climax_below_the_rules_of_thumb_now_and_then(noisy):
    climaxes = [numbers for name, _, numbers in measured(noisy[:200]) if name == "sc"]
    passed = [each["volume"] >= 2.0 and each["spread"] >= 1.5 for each in climaxes]
    assert 0.3 <= sum(passed) / len(passed) <= 0.8


def test_the_volume_of_events_is_as_noisy_as_that_of_other_bars():
    for scored in (True, False):
        logs = []
        for number in range(60):
            plain, noisy = (
                planted(number, 5, "accumulation-1", noise, OPEN)
                for noise in (Noise(), Noise(volume=0.4))
            )
            at = plain.truth.events.filter("scored").get_column("at")
            bars = at if scored else range(30, 60)
            ratio = noisy.bars["volume"][bars] / plain.bars["volume"][bars]
            logs.append(ratio.log())
        assert pl.concat(logs).std() == pytest.approx(0.4, abs=0.05)


def test_a_near_number_may_fail_its_limit_by_a_tenth_and_no_more():
    for aims in AIMS.values():
        for aim in aims.values():
            assert aim.is_near(aim.limit * (1 - NEAR + 1e-9))
            assert not aim.is_near(aim.limit * (1 - NEAR - 1e-3))
            assert not aim.is_near(aim.clear_low) or not aim.is_near(aim.clear_high)


@pytest.mark.parametrize("market", ["1d", "1h", "1m"])
def test_a_spring_pierces_the_support_and_comes_back_within_five_bars(market):
    for number in range(30):
        case = planted(number, 12, "accumulation-1", Noise(bar=0.25), OPEN, market)
        support = case.truth.ranges["support"][0]
        at = case.truth.events.filter(pl.col("event") == "spring")["at"][0]
        assert case.bars["low"][at] < support
        assert case.bars["close"].slice(at, 6).max() > support


def test_a_range_ends_with_a_close_outside(noisy):
    for case in noisy:
        for row in case.truth.ranges.iter_rows(named=True):
            close = case.bars["close"][row["breakout"]]
            tilt = case.noise.drift / 2 * (row["resistance"] - row["support"])
            assert close > row["resistance"] - tilt or close < row["support"] + tilt


def test_a_false_break_closes_outside_and_is_back_within_four_bars(noisy):
    breaks = {"false-breakout": ("utad", 1), "false-breakdown": ("spring", -1)}
    seen = set()
    for case in noisy:
        if case.kind not in breaks:
            continue
        event, way = breaks[case.kind]
        (row,) = case.truth.ranges.iter_rows(named=True)
        (at,) = case.truth.events.filter(pl.col("event") == event)["at"]
        level = row["resistance" if way > 0 else "support"]
        tilt = case.noise.drift / 2 * (row["resistance"] - row["support"])
        beyond = [way * (close - level) for close in case.bars["close"][at : at + 5]]
        assert beyond[0] > -tilt
        assert min(beyond[1:]) < tilt
        assert min(beyond[1:]) < beyond[0]
        seen.add(case.kind)
    assert seen == set(breaks)


def test_a_leg_upside_down_keeps_what_has_no_direction():
    mark = Mark(
        "spring", "low", 1.5, 0.7, 0.8, "sc", scored=False, near=True, kind=2, pattern=True,
        also=("lps",),
    )  # fmt: skip
    (leg,) = _turned([Leg(4, 0.25, 0.9, "B", "C", 0.3, inside=True, mark=mark)])
    turned = Mark(
        "utad", "high", 1.5, 0.7, 1.0 - 0.8, "bc", scored=False, near=True, kind=2, pattern=True,
        against=True, also=("lpsy",),
    )  # fmt: skip
    assert leg == Leg(4, 0.75, 0.9, "B", "C", 0.3, inside=True, mark=turned)


def test_the_region_held_out_lies_beside_the_open_one_but_for_two_parameters():
    overlapping = set()
    for name in fields(OPEN):
        if name.name != "name":
            one, other = sorted([getattr(OPEN, name.name), getattr(HELD_OUT, name.name)])
            overlapping |= {name.name} if one[1] > other[0] else set()
    assert overlapping == {"swing_bars", "depth"}
    assert OPEN.depth == HELD_OUT.depth
    assert max(HELD_OUT.swing_bars) < max(OPEN.swing_bars)
