//! The rows of the table; see `parameters` for what they mean.

use super::parameters::{Parameter, Sense};

const WYCKOFF: &str = "Wyckoff, The Richard D. Wyckoff Course in Stock Market Science, 1931";
const EVANS: &str = "Evans, Wyckoff course lectures (SMI), 1934-1962";
const PRUDEN: &str = "Pruden, The Three Skills of Top Trading, 2007";
const WEIS: &str = "Weis, Trades About to Happen, 2013";
const WILDER: &str = "Wilder, New Concepts in Technical Trading Systems, 1978";
const DE_VILLIERS: &str = "de Villiers, The Point and Figure Method of Anticipating Moves, 1933";
const WILLIAMS: &str = "Williams, Master the Markets, 2005";
const BILL: &str = "B. Williams, Trading Chaos, 1995 (fractals)";
const HOUSE: &str = "our rule; no source has a number";

macro_rules! table {
    ($($name:ident = $default:literal, $weight:literal, $sense:ident, $unit:literal,
       $low:literal..=$high:literal, $source:ident, $meaning:literal;)+) => {
        /// The name of a number, spelled as everywhere else.
        #[expect(non_camel_case_types, reason = "one spelling for code, command line, documents")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Name {
            $(#[doc = $meaning] $name),+
        }

        /// How many there are.
        pub const NAMES_COUNT: usize = [$(Name::$name),+].len();

        impl Name {
            /// All of them, in the order of the table.
            pub const ALL: [Name; NAMES_COUNT] = [$(Name::$name),+];
        }

        /// The rows, in the order of their names.
        pub(super) const TABLE: [Parameter; NAMES_COUNT] = [$(Parameter {
            name: stringify!($name),
            default: $default,
            weight: $weight,
            sense: Sense::$sense,
            unit: $unit,
            low: $low,
            high: $high,
            source: $source,
            meaning: $meaning,
        }),+];
    };
}

table! {
    // name, default, weight, sense, unit, bounds, source, meaning
    softness = 0.5, 0.0, Setting, "share", 0.01..=1.0, HOUSE,
        "how far from a number, as a share of it, evidence is nothing or all";
    average_bars = 20.0, 0.0, Setting, "bars", 2.0..=500.0, WEIS,
        "bars before a bar that its volume, spread and range are compared with";
    pivot_bars = 5.0, 0.0, Setting, "bars", 1.0..=50.0, BILL,
        "bars on either side of a pivot, and the delay until it is known";
    gap_sessions = 5.0, 0.0, Setting, "sessions", 0.0..=1000.0, HOUSE,
        "sessions without a bar that may lie between two bars; after more, all begins anew";
    profile_sessions = 10.0, 0.0, Setting, "sessions", 0.0..=250.0, WEIS,
        "sessions, up to twice as many, whose bars of the same time of day the volume of a bar of \
         a part of a session is compared with; 0 compares with the bars before";

    // classes of bars: effort against result
    climactic_volume = 2.0, 0.0, AtLeast, "x average", 0.1..=20.0, WILLIAMS,
        "volume of a climactic bar";
    climactic_spread = 1.0, 0.0, AtLeast, "x average", 0.1..=20.0, WILLIAMS,
        "spread of a climactic bar";
    climactic_wide_volume = 1.5, 0.0, AtLeast, "x average", 0.1..=20.0, WILLIAMS,
        "volume of a climactic bar that is wide";
    climactic_wide_spread = 1.5, 0.0, AtLeast, "x average", 0.1..=20.0, WILLIAMS,
        "spread of a climactic bar that is wide";
    absorption_volume = 1.4, 0.0, AtLeast, "x average", 0.1..=20.0, WILLIAMS,
        "volume of a bar that absorbs";
    absorption_spread = 0.8, 0.0, AtMost, "x average", 0.01..=20.0, WILLIAMS,
        "spread of a bar that absorbs";
    quiet_volume = 0.6, 0.0, AtMost, "x average", 0.01..=20.0, WILLIAMS,
        "volume of a bar without demand or supply";
    quiet_spread = 0.8, 0.0, AtMost, "x average", 0.01..=20.0, WILLIAMS,
        "spread of a bar without demand or supply";
    zone_volume = 1.3, 0.0, AtLeast, "x average", 0.1..=20.0, WEIS,
        "volume of a bar that makes a zone of supply or demand";
    zone_spread = 0.8, 0.0, AtMost, "x average", 0.01..=20.0, WEIS,
        "spread of a bar that makes a zone of supply or demand";

    // phase A: the climax, the automatic reaction, the secondary test
    trend_bars = 30.0, 0.0, Setting, "bars", 5.0..=500.0, PRUDEN,
        "bars of the trend that a climax ends: it is their extreme";
    preliminary_bars = 25.0, 0.0, Setting, "bars", 1.0..=200.0, EVANS,
        "bars before a climax in which preliminary support or supply is looked for";
    preliminary_gap = 3.0, 0.0, Setting, "bars", 1.0..=50.0, HOUSE,
        "bars that lie between preliminary support or supply and the climax at least";
    preliminary_volume = 1.5, 3.0, AtLeast, "x average", 0.1..=20.0, EVANS,
        "volume of preliminary support or supply: its first expansion against the trend";
    preliminary_spread = 1.1, 1.0, AtLeast, "x average", 0.1..=20.0, EVANS,
        "spread of preliminary support or supply";
    preliminary_close = 0.4, 1.0, AtLeast, "share of bar", 0.01..=1.0, EVANS,
        "how far preliminary support or supply closes off its extreme";
    preliminary_fall = 3.0, 1.0, AtLeast, "x range", 0.1..=100.0, EVANS,
        "move of the trend before preliminary support or supply";
    preliminary_bounce = 1.5, 3.0, AtLeast, "x range", 0.1..=100.0, EVANS,
        "move off preliminary support or supply before the trend goes on";
    preliminary_score = 0.6, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of preliminary support or supply";
    climax_volume = 2.0, 3.0, AtLeast, "x average", 0.1..=20.0, PRUDEN,
        "volume of a climax";
    climax_spread = 1.5, 2.0, AtLeast, "x average", 0.1..=20.0, PRUDEN,
        "spread of a climax";
    climax_close = 0.3, 1.0, AtLeast, "share of bar", 0.01..=1.0, PRUDEN,
        "how far a climax closes off its extreme";
    climax_fall = 5.0, 2.0, AtLeast, "x range", 0.1..=100.0, PRUDEN,
        "move of the trend that a climax ends";
    climax_reaction = 2.4, 2.0, AtLeast, "x range", 0.1..=100.0, PRUDEN,
        "reaction after a climax when it becomes known; 3 % of SPY daily is 2.4 of its true ranges";
    climax_deeper = 1.0, 0.0, Setting, "x range", 0.0..=100.0, HOUSE,
        "how much further the trend may go before a climax is another bar";
    climax_score = 0.65, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of a climax";
    climax_sure = 0.7, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score from which a climax is known with its reaction; others are with their range";
    reaction_rise = 2.4, 3.0, AtLeast, "x range", 0.1..=100.0, PRUDEN,
        "height of the automatic rally or reaction";
    reaction_bars = 10.0, 1.0, AtMost, "bars", 1.0..=200.0, PRUDEN,
        "bars from the climax to the end of the automatic rally or reaction";
    reaction_pullback = 0.33, 0.0, Setting, "share of rise", 0.01..=1.0, HOUSE,
        "pullback that ends the automatic rally or reaction";
    reaction_settle = 5.0, 0.0, Setting, "bars", 1.0..=100.0, HOUSE,
        "bars without a new extreme that end the automatic rally or reaction";
    reaction_wait = 20.0, 0.0, Setting, "bars", 2.0..=500.0, HOUSE,
        "bars from the climax after which it was none";
    reaction_score = 0.4, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of the automatic rally or reaction";
    test_distance = 0.33, 2.0, AtMost, "x height", 0.01..=1.0, PRUDEN,
        "distance of a secondary test from the climax: 2 % of a daily chart, scaled with the range";
    test_volume = 0.8, 2.0, AtMost, "x climax", 0.01..=10.0, PRUDEN,
        "volume of a secondary test";
    test_bounce = 0.2, 0.0, Setting, "x height", 0.01..=1.0, HOUSE,
        "move off a secondary test when it becomes known";
    test_undercut = 0.33, 0.0, Setting, "x height", 0.0..=2.0, HOUSE,
        "how far beyond the climax a secondary test may go";
    test_overshoot = 0.5, 0.0, Setting, "x height", 0.0..=5.0, HOUSE,
        "how far beyond the automatic rally a close may lie before the secondary test";
    test_wait = 40.0, 0.0, Setting, "bars", 2.0..=500.0, HOUSE,
        "bars from the automatic rally after which there is no range";
    test_score = 0.4, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of a secondary test";

    // the range
    range_height = 2.4, 2.0, AtLeast, "x range", 0.1..=100.0, PRUDEN,
        "height of a range; 3 % of SPY daily is 2.4 of its true ranges";
    range_score = 0.76, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "mean score of climax, reaction, test and height with which a range is found";
    range_bars_min = 15.0, 30.0, AtLeast, "bars", 2.0..=1000.0, PRUDEN,
        "bars of a range";
    range_bars_max = 150.0, 0.0, Setting, "bars", 10.0..=10000.0, HOUSE,
        "bars after which a range without a break is given up";
    range_touches = 4.0, 30.0, AtLeast, "count", 1.0..=100.0, WYCKOFF,
        "touches of both levels: two each";
    range_tightness = 0.1, 20.0, AtMost, "x height", 0.001..=1.0, HOUSE,
        "mean distance of touches from their level";
    range_volume = 1.0, 20.0, AtMost, "x climax week", 0.01..=10.0, WYCKOFF,
        "volume of the range against that of its phase A: it dries up";
    range_quality = 82.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "quality of a range that is traded";
    range_sure = 80.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "quality from which a range is told; one that is left before was none";
    level_tolerance = 0.2, 0.0, Setting, "x height", 0.001..=1.0, HOUSE,
        "distance of a pivot from a level that it touches: 1.5 % of a daily chart, scaled";
    level_touches = 2.0, 40.0, AtLeast, "count", 1.0..=100.0, WYCKOFF,
        "touches of a level";
    level_volume = 1.0, 30.0, AtMost, "x first touch", 0.01..=10.0, WYCKOFF,
        "volume of later touches against the first: each test finds less";
    level_wick = 0.3, 20.0, AtLeast, "share of bar", 0.01..=1.0, WEIS,
        "how far the bars of touches close off the level";
    level_hold = 0.1, 10.0, AtMost, "share of closes", 0.001..=1.0, HOUSE,
        "closes beyond a level";
    level_strength = 45.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "strength of a level that is used";

    // phases B and C: springs and upthrusts, and their tests
    cause_bars = 10.0, 1.0, AtLeast, "bars", 1.0..=500.0, WYCKOFF,
        "bars of phase B before a spring or an upthrust";
    thrust_depth = 0.06, 1.0, AtLeast, "x height", 0.001..=1.0, WYCKOFF,
        "how far a spring or an upthrust pierces its level";
    thrust_depth_most = 0.4, 1.0, AtMost, "x height", 0.01..=5.0, WYCKOFF,
        "how far a spring or an upthrust pierces its level at most";
    thrust_beyond = 0.04, 4.0, AtLeast, "x height", 0.001..=1.0, PRUDEN,
        "how far a spring or an upthrust goes beyond all prices of the range before it";
    thrust_bars = 5.0, 1.0, AtMost, "bars", 1.0..=50.0, PRUDEN,
        "bars until a spring or an upthrust is back in the range";
    thrust_close = 0.5, 2.0, AtLeast, "share of bar", 0.01..=1.0, PRUDEN,
        "how far the bar of its return closes off its extreme";
    thrust_score = 0.57, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of a spring or an upthrust";
    upthrust_score = 0.9, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of an upthrust of phase B, which goes no further than prices before it";
    thrust_wait = 18.0, 0.0, Setting, "bars", 1.0..=200.0, PRUDEN,
        "bars in which a spring or an upthrust has to be tested";
    thrust_follow = 25.0, 0.0, Setting, "bars", 1.0..=500.0, HOUSE,
        "bars of phase C without a break after which it was still phase B";
    spring_volume_low = 0.7, 0.0, Setting, "x average", 0.01..=10.0, WYCKOFF,
        "volume below which a spring is number 3";
    spring_volume_high = 1.5, 0.0, Setting, "x average", 0.01..=20.0, WYCKOFF,
        "volume above which a spring is number 1";
    retest_bars = 5.0, 0.0, Setting, "bars", 1.0..=50.0, PRUDEN,
        "bars from a spring or an upthrust to its test at least";
    retest_away = 0.4, 0.0, Setting, "x height", 0.01..=1.0, HOUSE,
        "move that lies before a test, and after it";
    retest_retrace = 0.5, 1.0, AtLeast, "share of move", 0.01..=1.0, PRUDEN,
        "how much of the move off a spring or an upthrust its test takes back";
    retest_reach = 0.75, 3.0, AtMost, "x height", 0.01..=5.0, HOUSE,
        "move off a spring or an upthrust before its test: a swing crosses the range";
    retest_bars_most = 12.0, 2.0, AtMost, "bars", 1.0..=200.0, PRUDEN,
        "bars from a spring or an upthrust to its test at most";
    retest_volume = 0.8, 2.0, AtMost, "x thrust", 0.01..=10.0, PRUDEN,
        "volume of a test against that of its spring or upthrust";
    retest_score = 0.52, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of a test";

    // phases D and E: signs of strength and weakness, last points, back-ups
    break_distance = 0.1, 2.0, AtLeast, "x height", 0.001..=2.0, PRUDEN,
        "how far a sign of strength or weakness closes beyond its level: 1 % of a daily chart";
    break_beyond = 0.05, 2.0, AtLeast, "x height", 0.001..=2.0, EVANS,
        "how far a sign of strength or weakness closes beyond all prices of the range before it";
    break_volume = 1.5, 2.0, AtLeast, "x average", 0.1..=20.0, PRUDEN,
        "volume of a sign of strength or weakness";
    break_spread = 1.2, 2.0, AtLeast, "x average", 0.1..=20.0, PRUDEN,
        "spread of a sign of strength or weakness";
    break_close = 0.7, 1.0, AtLeast, "share of bar", 0.01..=1.0, PRUDEN,
        "where a sign of strength or weakness closes in its bar";
    break_closes = 2.0, 4.0, AtLeast, "count", 1.0..=50.0, HOUSE,
        "closes beyond the level, one after the other";
    break_score = 0.6, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of a sign of strength or weakness";
    break_sure = 0.9, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score from which a sign is known with its bar; others are when they have held";
    break_hold = 4.0, 0.0, Setting, "bars", 1.0..=50.0, HOUSE,
        "bars beyond the level with which a sign that is less sure is known";
    break_failed = 0.5, 0.0, Setting, "x height", 0.0..=2.0, HOUSE,
        "how far a close comes back into the range when a break has failed";
    pullback_size = 0.25, 0.0, Setting, "x height", 0.01..=2.0, HOUSE,
        "size of a pullback, and of the bounce with which it becomes known";
    pullback_hold = 0.2, 2.0, AtMost, "x height", 0.001..=2.0, PRUDEN,
        "how far a last point comes back through its level: 2 % of a daily chart, scaled";
    pullback_reach = 0.25, 4.0, AtMost, "x height", 0.001..=5.0, EVANS,
        "how far beyond its level a last point lies";
    pullback_volume = 1.0, 1.0, AtMost, "x average", 0.01..=10.0, PRUDEN,
        "volume of a last point";
    pullback_bars = 10.0, 2.0, AtMost, "bars", 1.0..=200.0, PRUDEN,
        "bars from the break to a last point";
    pullback_score = 0.5, 0.0, Setting, "score", 0.0..=1.0, HOUSE,
        "score of a last point";
    pullback_most = 1.0, 0.0, Setting, "count", 1.0..=20.0, HOUSE,
        "last points of a range";
    backup_distance = 0.15, 0.0, Setting, "x height", 0.001..=2.0, EVANS,
        "distance from the broken level within which a last point is a back-up";
    trend_distance = 1.0, 0.0, Setting, "x height", 0.1..=10.0, HOUSE,
        "close beyond the level, without a last point, with which phase E begins";
    break_wait = 60.0, 0.0, Setting, "bars", 1.0..=1000.0, HOUSE,
        "bars after a break after which the range is history";

    // cause and target
    figure_box = 1.0, 0.0, Setting, "x range", 0.05..=10.0, DE_VILLIERS,
        "box of the point and figure chart; the classic box of days, 1 to 2 % of the price, is one \
         of their true ranges";
    figure_reversal = 3.0, 0.0, Setting, "count", 1.0..=10.0, DE_VILLIERS,
        "boxes of a reversal";
    projection_bars_short = 25.0, 0.0, Setting, "bars", 1.0..=1000.0, HOUSE,
        "bars from which a range projects its middle multiple";
    projection_bars_long = 40.0, 0.0, Setting, "bars", 1.0..=1000.0, HOUSE,
        "bars from which a range projects its largest multiple";
    projection_small = 2.0, 0.0, Setting, "x height", 0.1..=20.0, HOUSE,
        "projection of a short range";
    projection_middle = 2.5, 0.0, Setting, "x height", 0.1..=20.0, HOUSE,
        "projection of a range of middle length";
    projection_large = 3.0, 0.0, Setting, "x height", 0.1..=20.0, HOUSE,
        "projection of a long range";

    // signals and their validation
    volume_story = 0.48, 0.0, Setting, "score", 0.0..=1.0, WYCKOFF,
        "mean grade of the volumes of climax, secondary test, range and event of a signal";
    stop_distance = 0.5, 0.0, Setting, "x range", 0.0..=10.0, WILDER,
        "distance of a stop beyond the price that would prove a signal wrong";
    stop_sign = 0.5, 0.0, Setting, "x height", 0.0..=2.0, HOUSE,
        "how far back in the range the price lies that would prove a sign wrong";
    reward_spring = 3.0, 0.0, Setting, "x risk", 0.0..=100.0, HOUSE,
        "reward of a spring: its first target against its stop";
    reward_sos = 2.0, 0.0, Setting, "x risk", 0.0..=100.0, HOUSE,
        "reward of a sign of strength or weakness";
    reward_lps = 2.5, 0.0, Setting, "x risk", 0.0..=100.0, HOUSE,
        "reward of a last point";
    reward_utad = 3.0, 0.0, Setting, "x risk", 0.0..=100.0, HOUSE,
        "reward of an upthrust after distribution";
    risk_spring = 0.005, 0.0, Setting, "share of equity", 0.0001..=1.0, HOUSE,
        "risk of a spring";
    risk_sos = 0.01, 0.0, Setting, "share of equity", 0.0001..=1.0, HOUSE,
        "risk of a sign of strength or weakness";
    risk_lps = 0.006, 0.0, Setting, "share of equity", 0.0001..=1.0, HOUSE,
        "risk of a last point";
    risk_utad = 0.005, 0.0, Setting, "share of equity", 0.0001..=1.0, HOUSE,
        "risk of an upthrust after distribution";
    risk_trade = 0.02, 0.0, Setting, "share of equity", 0.0001..=1.0, HOUSE,
        "risk of a trade at most";
    equity = 100000.0, 0.0, Setting, "count", 1.0..=1000000000000.0, HOUSE,
        "equity that sizes are told for, in whole units of the currency";
    confidence_event = 40.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "points of confidence for the event";
    confidence_range = 30.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "points of confidence for the quality of the range";
    confidence_story = 30.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "points of confidence for events in the order of a schematic";
    tick_volume_cap = 75.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "confidence of a signal at most where volume counts ticks and not trades";
    higher_confirmed = 5.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "points of confidence more where longer bars speak for the side of a signal";
    higher_against = 10.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "points of confidence less where longer bars speak for the other side; it is refused";
    strength_bars = 60.0, 0.0, Setting, "bars", 2.0..=1000.0, HOUSE,
        "bars of the window that relative strength is read in";
    strength = 0.5, 2.0, AtLeast, "share of window", 0.01..=1.0, WYCKOFF,
        "relative strength: where the ratio to the benchmark lies between its worst and its best \
         of the window, for the side of the signal";
    confidence_min = 50.0, 0.0, Setting, "points", 0.0..=100.0, HOUSE,
        "confidence of a signal at least";
}
