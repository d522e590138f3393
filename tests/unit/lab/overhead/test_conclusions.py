"""Conclusions follow from the figures by rule."""

from xml.etree import ElementTree as ET

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.overhead.chart import chart
from farthing.lab.overhead.gather import Gathered, check_blocks, means, pairs, rows
from farthing.lab.overhead.words import conclusions
from farthing.lab.results.overhead import (
    Divergence,
    ModuleRow,
    OverheadRow,
    SignalDivergence,
    WrongFill,
)

EXACT = {
    "event": 4.0, "indicators": 3.0, "run-narrow": 1.1, "run-wide": 1.4, "run-twin": 1.0,
    "statistics-narrow": 0.2, "statistics-wide": 0.3, "statistics-twin": 0.1,
    "data-exact": 6.0, "data-twin": 5.0,
}  # fmt: skip
TWIN = {"event": 3.0, "indicators": 2.0}


def gathered(ratios, count=6) -> Gathered:
    found = Gathered()
    for work, ratio in ratios.items():
        for block in range(count):
            noise = 1 + 0.001 * block
            found.times[work, "batch", "wide", "run"].append((ratio * noise, 1.0))
    return found


def module(name, exact, twin) -> ModuleRow:
    return ModuleRow(
        work="D", way="batch", kernel="wide", module=name, exact_instructions=exact,
        twin_instructions=twin, twin_total=1_000,
    )  # fmt: skip


def test_the_whole_is_what_its_parts_take_on_each_side():
    found = pairs(EXACT, TWIN)
    assert found["batch", "wide", "whole"] == pytest.approx((6.0 + 3.0 + 1.4, 5.0 + 2.0 + 1.0))
    assert found["batch", "narrow", "statistics"] == (0.2, 0.1)
    assert found["event", "wide", "whole"] == (10.0, 8.0)
    assert found["event", "wide", "run"] == (4.0, 3.0)


def test_without_a_twin_build_nothing_is_said_of_what_needs_one():
    found = pairs(EXACT, None)
    assert ("batch", "wide", "whole") not in found
    assert not [key for key in found if key[0] == "event" or key[2] == "indicators"]
    story = {part: seconds for part, seconds in EXACT.items() if part != "indicators"}
    assert pairs(story, None)["batch", "narrow", "whole"] == pytest.approx((7.1, 6.0))


def test_means_are_plain_and_by_time():
    found = Gathered()
    for _ in range(6):
        found.times["short", "batch", "wide", "run"].append((1.5, 1.0))
        found.times["long", "batch", "wide", "run"].append((9.0, 9.0))
    plain, weighted = means(found, rows(found, 0.95), 0.95)
    assert (plain.weighted, weighted.weighted) == (False, True)
    assert plain.percent == pytest.approx(25.0)
    assert weighted.percent == pytest.approx(5.0)
    assert (plain.worst_work, plain.worst_percent) == ("short", pytest.approx(50.0))


def test_too_few_blocks_have_no_interval_and_beat_no_claim():
    found = gathered({"D": 1.001}, count=3)
    table = rows(found, 0.95)
    assert table[0].estimate is None
    words = conclusions(table, means(found, table, 0.95), [], [], None)
    assert "no interval: too few blocks" in words[0]
    assert words[0].endswith("Whether that beats the claim cannot be said.")
    with pytest.raises(ConfigurationError, match="take at least 2"):
        check_blocks(1)


@pytest.mark.parametrize(("ratio", "verdict"), [(1.001, "is below"), (1.05, "is not shown")])
def test_the_claim_is_beaten_by_the_interval_alone(ratio, verdict):
    found = gathered({"D": ratio})
    table = rows(found, 0.95)
    words = conclusions(table, means(found, table, 0.95), [], [], None)
    assert verdict in words[0]


def test_the_largest_module_says_what_to_do_next():
    modules = [module("ledger", 130, 100), module("models", 110, 105), module("other", 5, 9)]
    words = conclusions([], [], modules, [], None)[0]
    assert words.startswith("batch, wide: +3.1 % instructions remain, +3.0 % of them in ledger")
    assert "Next: look at balances, lots and postings" in words
    none = conclusions([], [], [module("ledger", 1, 2)], [], None)
    assert none == ("batch, wide: no module takes more instructions than in floats.",)


def test_the_part_that_costs_most_is_named():
    part = OverheadRow(
        work="D", way="batch", kernel="wide", part="data", exact_seconds=0.003, twin_seconds=0.002
    )
    assert "data of D costs most: +1.000 ms, +50.0 %" in conclusions([part], [], [], [], None)[0]


def test_what_floats_get_wrong_is_told():
    fill = {"time": "t", "symbol": "A", "quantity": "1", "price": "2", "fee": "3"}
    first = WrongFill.model_validate({"fill": 3, "exact": fill, "twin": None})
    same = {"fills": 9, "sizes_in_floats": True, "exact_equity": "10.00", "twin_equity": 9.5}
    wrong = Divergence(work="H", wrong=2, unlike=4, first=first, **same)
    words = conclusions([], [], [], [wrong], None)
    assert words[0].startswith("Floats get fills wrong in 1 of 1 workloads (2 fills)")
    assert "-0.50 (H)" in words[0]
    assert words[1].endswith("in floats there is none.")
    right = Divergence(work="D", wrong=0, unlike=4, **same)
    assert "no fill wrong; 4 fills differ" in conclusions([], [], [], [right], None)[0]
    signals = SignalDivergence(pairs=2, orders=1_000, wrong_orders=3, wrong_pairs=1)
    assert "3 of 1,000 orders wrong" in conclusions([], [], [], [], signals)[0]


def test_the_chart_is_svg_with_every_row_and_module():
    found = gathered({"D": 1.2, "H & M": 0.9})
    drawn = chart(rows(found, 0.95), [module("ledger", 130, 100), module("models", 1, 2)])
    texts = [each.text for each in ET.fromstring(drawn).iter() if each.text]
    assert {"H & M batch wide", "ledger", "models", "+3.0 %"} <= set(texts)
    whiskers = ET.fromstring(drawn).findall(".//{*}line[@class='end']")
    assert len(whiskers) == 2
