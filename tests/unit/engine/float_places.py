"""Where a float may be, and why: in the core's source by file and item, in Python by function.

What is not listed here has no float; what is listed and has none any more is to be taken out.
"""

ANYWHERE = "*"

NUMBERS = "numbers of conditions, which decide whether to order; sums are compared exactly"

CORE = {
    "money/amount.rs": {
        "f64": "the float twin counts in floats: it measures what exactness costs",
        "ZERO": "the same: its nothing",
    },
    "money/decimal.rs": {"to_float": "what is shown, and the birth of a statistic"},
    "money/door.rs": {
        "shortest_digits": "the door: a strategy's float becomes its shortest decimal",
        "quantise": "the door",
        "on_the_grid": "the door's quick way, which is checked by dividing back",
        "FIFTEEN_DIGITS": "the door's quick way",
        "POWERS": "the door's quick way",
    },
    "money/exchange.rs": {"to_float": "for the float twin"},
    "money/exact.rs": {"to_float": "a statistic is a float: this is its birth"},
    "money/number.rs": {"to_float": "a statistic is a float: this is its birth"},
    "money/quotient.rs": {
        "quotient": "indicators and prices to look at: one correctly rounded division",
        "long_quotient": "the same for what does not fit a word",
        "scaled_to_float": "the same by a power of ten",
        "power_of_two": "the same",
    },
    "money/scaling.rs": {
        "from_float": "the door of weights: a share of equity is its shortest decimal",
        "from_digits": "the door of weights",
        "to_float": "for the float twin",
    },
    "money/twin.rs": {ANYWHERE: "the float twin: the kernel in floats, to measure by"},
    "order/state.rs": {"Order": "`asked`: what a strategy said, noted beside what was ordered"},
    "order/ticket.rs": {
        "Asked": "a size or a price as a strategy said it, before the door",
        "parse": "the note of what was said, where that is too large for every door",
        "to_float": "the note of what was said",
        "is_zero": "a size of exactly nothing is no order",
        "level_beside": "hands a strategy's distance to the door",
    },
    "portfolio/ordering.rs": {"too_large": "the note of what was asked"},
    "portfolio/plan.rs": {"ArrayStrategy": "targets as a strategy says them, before the door"},
    "rules/column.rs": {ANYWHERE: NUMBERS},
    "rules/columns.rs": {ANYWHERE: NUMBERS},
    "rules/error.rs": {ANYWHERE: NUMBERS},
    "rules/evaluation.rs": {ANYWHERE: NUMBERS},
    "rules/exact.rs": {ANYWHERE: NUMBERS},
    "rules/making.rs": {ANYWHERE: NUMBERS},
    "rules/node.rs": {ANYWHERE: NUMBERS},
    "rules/sets.rs": {ANYWHERE: NUMBERS},
    "rules/state.rs": {ANYWHERE: NUMBERS},
    "rules/tests.rs": {ANYWHERE: "numbers of tests"},
    "rules/reader.rs": {
        "Entry": "a size as rules say it, before the door",
        "entry": "the same, and distances of levels, which the door of levels takes",
        "holds": "a state of conditions",
        "number": "a number of conditions, sizes and distances",
        "ticket": "a size as rules say it, before the door",
    },
    "kernel/mod.rs": {"Kernel": "`asked_prices`: the note of what was said"},
    "kernel/liquidation.rs": {"close_out": "the note of what was asked, of the engine itself"},
    "market/spread.rs": {
        ANYWHERE: "an estimate is a statistic of ranges; nine digits of it become a share"
    },
    "kernel/outcome.rs": {"Outcome": "`asked_prices`: the note of what was said"},
    "kernel/schedule.rs": {"give_slice": "the note of what a slice asks for"},
    "kernel/submit.rs": {
        "new_order": "the note of what was said",
        "note_asked_price": "the note of what was said",
        "weight": "hands a strategy's float to the door of weights",
    },
    "market/mirror.rs": {
        "Mirror": "prices as a strategy sees them",
        "new": "prices as a strategy sees them: no bar yet",
        "into_values": "prices as a strategy sees them",
        "write": "prices as a strategy sees them",
        "value": "prices as a strategy sees them",
        "seen": "prices as a strategy sees them",
        "carried": "the price of what has no bar, as a strategy sees it",
        "as_float": "prices as a strategy sees them: one correctly rounded division",
    },
    "market/so_far.rs": {
        "so_far": "a bar that is not complete as a strategy sees it",
        "of_asset": "the same: one correctly rounded division",
    },
    "drive/targets.rs": {
        "TargetMemory": "the targets that were given last",
        "new": "the same: at the start, nothing",
        "forget": "NaN is no target",
        "changes": "whether a target is another than the last one",
        "any_changes": "the same of a row",
        "is_change": "the same of one target",
        "ticket": "a target on its way to the door",
        "Stated": "a target as it was stated",
        "NOTHING": "NaN is no target",
        "state": "a target as it was stated",
        "Targets": "an array of targets, before the door",
    },
}

PYTHON = {
    "backtest/records.py": {
        "plain": "a number of a strategy's own that is no exact one; no money of the engine's",
        "_column": "a column of such numbers, where some are floats",
    },
    "backtest/surprises.py": {
        "_whole_weights": "a size as it was asked, to be told in percent",
    },
    "backtest/performance.py": {
        "performance": "the frame that Zipline's analyze expects, which is of floats",
    },
    "backtest/feed.py": {
        "_bars_per_day": "whole numbers: counts of rows",
    },
    "backtest/targets.py": {
        "floats": "targets come as floats, and go to the door",
        "_of_polars": "the same",
        "_of_pandas": "the same",
    },
    "portfolio/allocators": {ANYWHERE: "weights, up to `parts`, which makes whole numbers of them"},
    "portfolio/risk": {ANYWHERE: "measures of past returns; what they decide is a whole number"},
    "portfolio/shown.py": {
        "__getitem__": "a position as a strategy sees it",
        "__init__": "the account as a strategy sees it",
        "cash": "the same",
        "pnl": "the same",
        "returns": "the same",
        "equity": "the same",
        "positions_value": "the same",
        "gross": "the same",
    },
    "portfolio/subaccounts.py": {"risk": "measures of returns as the limits saw them"},
    "portfolio/context.py": {"positions": "positions as a strategy sees them"},
    "portfolio/sheet.py": {
        "given": "targets as they were stated, before the door",
    },
    "report/charts": {ANYWHERE: "places on a page, in points"},
    "report/sections": {ANYWHERE: "charts and ratios; amounts are written from Decimal"},
    "report/curve.py": {ANYWHERE: "the curve that is drawn"},
    "report/prices.py": {
        "adjusted": "the curve that is drawn",
        "_floats": "the curve that is drawn",
        "_shares": "whole numbers: sessions in their order",
        "_thinned": "whole numbers: the ratios of splits",
    },
    "report/study/axis.py": {ANYWHERE: "places on a page: values of parameters along an axis"},
    "report/study/ended.py": {ANYWHERE: "places on a page: the scale of an objective"},
    "report/study/figures.py": {ANYWHERE: "places on a page"},
    "report/study/heat.py": {ANYWHERE: "places on a page: which cell, which shade"},
    "report/study/parallel.py": {ANYWHERE: "places on a page"},
    "report/wyckoff/boxes.py": {ANYWHERE: "places on a page"},
    "report/wyckoff/chart.py": {ANYWHERE: "places on a page"},
    "report/wyckoff/view.py": {
        "drawn": "places on a page; prices in words are written from Decimal",
        "_prices": "the candles that are drawn",
    },
    "wyckoff/parameters.py": {
        "told": "thresholds of ratios and scores",
        "_changes": "thresholds of ratios and scores",
    },
}
