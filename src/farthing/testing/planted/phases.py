"""The legs of each part of a structure: the trend before, phases A to E, and how ranges fail.

Order and look of the events follow Pruden, The Three Skills of Top Trading, 2007, and Wyckoff's
method as taught by the Stock Market Institute: preliminary support, selling climax, automatic rally
and secondary test in phase A; swings in B; spring and test in C; sign of strength and last point of
support in D; markup in E.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.testing.planted.aims import aimed
from farthing.testing.planted.leg import FREE, Leg, Mark

if TYPE_CHECKING:
    from farthing.draw import Draw
    from farthing.testing.planted.region import Region

SPRING_DEPTH = {1: (0.10, 0.18), 2: (0.06, 0.11), 3: (0.03, 0.06)}
SPRING_SPREAD = {1: (1.3, 1.8), 2: (0.9, 1.3), 3: (0.6, 0.9)}


def quiet(draw: Draw, level: float, bars: int) -> list[Leg]:
    """Swings about a level, without a direction."""
    legs: list[Leg] = []
    while bars > 0:
        length = min(bars, draw.integer(6, 12))
        legs.append(Leg(length, level + draw.number(-0.2, 0.2), slack=0.3))
        bars -= length
    return legs


def waves(draw: Draw, start: float, end: float, bars: int, volume: float) -> list[Leg]:
    """A trend in three waves with two reactions between them, the second half busier."""
    way = end - start
    stops = (start + 0.42 * way, start + 0.30 * way, start + 0.76 * way, start + 0.64 * way, end)
    shares = (0.26, 0.12, 0.26, 0.12, 0.24)
    legs: list[Leg] = []
    for number, (stop, share) in enumerate(zip(stops, shares, strict=True)):
        length = max(2, round(bars * share * draw.number(0.8, 1.2)))
        jitter = 0.0 if stop == end else 0.04 * way * draw.number(-1.0, 1.0)
        texture = 1.0 + (volume - 1.0) * (number + 1) / len(stops)
        legs.append(Leg(length, stop + jitter, texture, slack=0.25))
    return legs


def decline(draw: Draw, region: Region, top: float) -> list[Leg]:
    """The markdown before an accumulation, with preliminary support and the fall after it."""
    numbers, near = aimed(draw, "ps")
    low = draw.number(0.34, 0.50)
    bounce = low + draw.number(0.24, 0.34)
    ps = Mark("ps", volume=numbers["volume"], spread=draw.number(1.1, 1.4), near=near, close=0.5)
    return [
        *waves(draw, top, low + 0.3, draw.integer(*region.trend_bars), 1.15),
        Leg(draw.integer(2, 3), low, 1.2, mark=ps),
        Leg(draw.integer(3, 5), bounce, 1.1),
        Leg(draw.integer(3, 5), draw.number(0.32, 0.40), 1.3, slack=0.08),
    ]


def phase_a(draw: Draw) -> list[Leg]:
    """Climax, automatic rally and secondary test; the first leg ends at the climax."""
    climax, climax_near = aimed(draw, "sc")
    rally, rally_near = aimed(draw, "ar")
    test, test_near = aimed(draw, "st")
    sc = Mark(
        "sc",
        volume=climax["volume"],
        spread=climax["spread"],
        close=draw.number(0.35, 0.65),
        near=climax_near,
    )
    ar = Mark(
        "ar", "high", spread=draw.number(0.8, 1.2), close=draw.number(0.4, 0.8), near=rally_near
    )
    st = Mark(
        "st",
        volume=test["of_climax"],
        of_event="sc",
        spread=draw.number(0.7, 1.0),
        close=draw.number(0.5, 0.8),
        near=test_near,
    )
    bars = round(rally["bars"])
    return [
        Leg(1, 0.0, 1.4, mark=sc),
        Leg(bars, 1.0, 1.15, phase="A", mark=ar),
        Leg(draw.integer(5, 9), draw.number(0.0, 0.12), 1.0, phase="A", mark=st),
    ]


def phase_b(draw: Draw, region: Region, upthrust: bool = False) -> list[Leg]:
    """Swings between the levels while volume dries up; each level is touched again.

    Args:
        draw: the stream.
        region: how many swings and how long.
        upthrust: whether one low pierces the support a little and comes back: on the short
            side the upthrust of phase B.
    """
    swings = draw.integer(*region.swings)
    touch = draw.integer(0, swings - 1)
    dryness = draw.number(*region.dryness)
    legs: list[Leg] = []
    for number in range(swings):
        texture = 1.0 + (dryness - 1.0) * (number + 1) / swings
        high = draw.number(0.95, 1.0) if number == touch else draw.number(0.75, 1.0)
        low = draw.number(0.0, 0.05) if number == touch else draw.number(0.03, 0.25)
        legs.append(_inside(draw, region, high, texture * 1.05))
        if upthrust and number == swings - 1:
            legs.extend(_small_upthrust(draw, region, texture))
        else:
            again = Mark("st", scored=False, spread=draw.number(0.7, 1.0))
            leg = _inside(draw, region, low, texture * 0.95)
            legs.append(Leg(leg.bars, low, leg.volume, "B", inside=True, mark=again))
    return legs


def _inside(draw: Draw, region: Region, to: float, volume: float) -> Leg:
    return Leg(draw.integer(*region.swing_bars), to, volume, "B", inside=True)


def _small_upthrust(draw: Draw, region: Region, volume: float) -> list[Leg]:
    numbers, near = aimed(draw, "spring-2")
    mark = Mark(
        "dip",
        volume=numbers["volume"],
        spread=draw.number(0.9, 1.2),
        near=near,
        close=draw.number(0.6, 0.8),
    )
    depth = draw.number(0.04, 0.08)
    return [Leg(draw.integer(*region.swing_bars), -depth, volume, "B", mark=mark)]


def phase_c(draw: Draw, region: Region, *, holds: bool = True) -> list[Leg]:
    """From the last high of B down through the support, back, up, and the test.

    Args:
        draw: the stream.
        region: depth.
        holds: whether what follows makes it a spring; one that does not hold is no trade.
    """
    kind = draw.integer(1, 3)
    numbers, near = aimed(draw, f"spring-{kind}")
    low, high = SPRING_DEPTH[kind]
    depth = draw.number(low, high) * draw.number(*region.depth)
    outside = draw.integer(1, 3) if draw.chance(0.5) else 0
    spring = Mark(
        "spring",
        volume=numbers["volume"],
        spread=draw.number(*SPRING_SPREAD[kind]),
        close=-min(0.02, depth / 2) if outside else draw.number(0.6, 0.85),
        near=near,
        kind=kind,
        scored=holds,
        pattern=holds,
    )
    also = "" if holds else "B"
    back = [Leg(outside, 0.06, 0.9, "C", also)] if outside else []
    top = draw.number(0.40, 0.60)
    return [
        _inside(draw, region, draw.number(0.70, 0.92), 0.9),
        Leg(draw.integer(5, 8), -depth, 0.85, "B", "C", mark=spring),
        *back,
        Leg(draw.integer(3, 5), top, 0.9, "C", also),
        Leg(draw.integer(3, 5), _above(draw, depth), 0.7, "C", also, mark=_test(draw, holds)),
    ]


def _above(draw: Draw, depth: float) -> float:
    """Where a test of a spring ends: above its low, near the support."""
    return draw.number(0.02, 0.12) - 0.3 * depth


def _test(draw: Draw, holds: bool) -> Mark:
    numbers, near = aimed(draw, "test")
    return Mark(
        "test",
        volume=numbers["of_spring"],
        of_event="spring",
        spread=draw.number(0.6, 0.9),
        close=draw.number(0.55, 0.8),
        near=near,
        scored=holds,
    )


def higher_low(draw: Draw, region: Region) -> list[Leg]:
    """Phase C of the second schematic: a low above the others, and no spring.

    The textbooks call it a last point of support, a rule that asks for a sign of strength before
    does not: it is neither right nor wrong.
    """
    mark = Mark("lps", volume=draw.number(0.5, 0.8), spread=0.8, scored=False, also=("test",))
    low = draw.number(0.28, 0.42)
    return [
        _inside(draw, region, draw.number(0.80, 0.95), 0.9),
        Leg(draw.integer(4, 7), low, 0.7, "B", "C", mark=mark),
    ]


def phase_d(draw: Draw) -> list[Leg]:
    """The jump across the creek and the back-up to it; the second leg ends at the jump."""
    numbers, near = aimed(draw, "sos")
    pullback, pullback_near = aimed(draw, "lps")
    sos = Mark(
        "sos",
        "close",
        volume=numbers["volume"],
        spread=numbers["spread"],
        close=numbers["close"],
        near=near,
        pattern=True,
    )
    low = draw.number(-0.02, 0.12)
    lps = Mark(
        "bu" if low < 0.04 else "lps",
        volume=pullback["volume"],
        spread=draw.number(0.6, 0.9),
        close=draw.number(0.55, 0.85),
        near=pullback_near,
        pattern=True,
    )
    rest = draw.integer(1, 3)
    return [
        Leg(draw.integer(5, 8), draw.number(0.84, 0.95), 1.05, "D", "BC"),
        Leg(1, 1.0 + draw.number(0.10, 0.20), 1.3, "D", "BC", mark=sos),
        Leg(rest, 1.0 + draw.number(0.28, 0.42), 1.2, "D"),
        Leg(draw.integer(3, 9 - rest), 1.0 + low, 0.8, "D", mark=lps),
    ]


def phase_e(draw: Draw, region: Region) -> list[Leg]:
    """The markup; until it passes the high before the back-up, D can be defended."""
    end = 1.4 + draw.number(*region.markup)
    bars = draw.integer(24, 36)
    first = Leg(draw.integer(3, 5), 1.45, 1.0, "E", "D")
    return [first, *(_markup(leg) for leg in waves(draw, 1.45, end, bars, 1.1))]


def _markup(leg: Leg) -> Leg:
    return Leg(leg.bars, leg.to, leg.volume, "E", slack=0.1)


def breakdown(draw: Draw) -> list[Leg]:
    """A range that fails: a rally that dies, a break of the support on volume, and the markdown.

    The third leg ends at the break. By the rules it is a sign of weakness of a distribution that
    nobody saw: neither right nor wrong.
    """
    sow = Mark(
        "sow",
        "close",
        volume=draw.number(1.5, 2.4),
        spread=draw.number(1.2, 1.8),
        close=draw.number(0.05, 0.25),
        scored=False,
        against=True,
        pattern=True,
    )
    lpsy = Mark(
        "lpsy", "high", volume=draw.number(0.5, 0.9), scored=False, against=True, pattern=True
    )
    return [
        Leg(draw.integer(3, 5), draw.number(0.45, 0.60), 0.85, "B", "CD", inside=True),
        Leg(draw.integer(4, 6), draw.number(0.06, 0.12), 1.0, "B", "CD", inside=True),
        Leg(1, -draw.number(0.12, 0.22), 1.3, mark=sow),
        Leg(2, -draw.number(0.3, 0.4), 1.2),
        Leg(draw.integer(3, 5), -draw.number(0.0, 0.08), 0.8, mark=lpsy),
        *waves(draw, -0.05, -draw.number(1.0, 1.6), draw.integer(20, 28), 1.1),
    ]


def false_break(draw: Draw) -> list[Leg]:
    """A break of the resistance that fails within a few bars; the second leg ends at it.

    Half of them show it (light volume, close off the high), half look like a sign of strength.
    """
    strong = draw.chance(0.5)
    volume = draw.number(1.5, 2.2) if strong else draw.number(0.7, 1.2)
    close = draw.number(0.70, 0.90) if strong else draw.number(0.25, 0.5)
    spread = draw.number(1.2, 1.6) if strong else draw.number(0.8, 1.2)
    mark = Mark(
        "utad",
        "close",
        volume=volume,
        spread=spread,
        close=close,
        scored=False,
        against=True,
        also=("ut",),
        pattern=True,
    )
    return [
        Leg(draw.integer(5, 8), draw.number(0.86, 0.95), 0.95, "B", "CD"),
        Leg(1, 1.0 + draw.number(0.06, 0.14), 1.2, "B", "CD", mark=mark),
        Leg(draw.integer(2, 4), draw.number(0.80, 0.92), 1.1, "B", "CD", slack=0.08),
        Leg(draw.integer(5, 8), draw.number(0.30, 0.5), 1.0, "B", "CD", slack=0.08),
    ]


def free(draw: Draw, start: float, end: float, bars: int) -> list[Leg]:
    """A trend that nothing bounds, in as many waves as its length gives."""
    count = max(1, bars // 40)
    steps = [start + (end - start) * (number + 1) / count for number in range(count)]
    legs: list[Leg] = []
    for stop in steps:
        wave = waves(draw, start, stop, bars // count, 1.05)
        legs.extend(Leg(leg.bars, leg.to, leg.volume, slack=FREE) for leg in wave)
        start = stop
    return legs
