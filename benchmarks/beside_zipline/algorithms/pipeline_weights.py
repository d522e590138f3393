"""At each week's start, the shares that a pipeline lets in are held, weighted by its factors."""

from zipline.api import (
    attach_pipeline,
    date_rules,
    order_target_percent,
    pipeline_output,
    schedule_function,
    set_commission,
    set_slippage,
    symbols,
    time_rules,
)
from zipline.finance import commission, slippage
from zipline.pipeline import CustomFactor, Pipeline
from zipline.pipeline.data import USEquityPricing
from zipline.pipeline.factors import (
    RSI,
    VWAP,
    AverageDollarVolume,
    Returns,
    SimpleMovingAverage,
)


class Range(CustomFactor):
    inputs = [USEquityPricing.high, USEquityPricing.low]
    window_length = 10

    def compute(self, today, assets, out, high, low):
        out[:] = high.max(axis=0) / low.min(axis=0)


def make_pipeline():
    close = USEquityPricing.close
    liquid = AverageDollarVolume(window_length=20).top(7)
    mean = SimpleMovingAverage(inputs=[close], window_length=50, mask=liquid)
    risen = Returns(window_length=60, mask=liquid)
    return Pipeline(
        columns={
            "from_mean": close.latest / mean,
            "from_vwap": close.latest / VWAP(window_length=10),
            "rsi": RSI(mask=liquid),
            "range": Range(mask=liquid),
            "score": risen.zscore() + risen.rank() / 10,
            "price": close.latest,
        },
        screen=liquid & risen.notnan() & (risen.demean() > -0.2) & ~(close.latest < 5),
    )


def initialize(context):
    context.shares = symbols("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "PAYS", "THIN")
    set_commission(commission.PerDollar(cost=0.001))
    set_slippage(slippage.FixedBasisPointsSlippage(basis_points=2, volume_limit=0.1))
    attach_pipeline(make_pipeline(), "weights")
    schedule_function(rebalance, date_rules.week_start(), time_rules.market_open(hours=1))


def rebalance(context, data):
    told = pipeline_output("weights")
    for share in context.shares:
        weight = 0.0
        if share in told.index:
            row = told.loc[share]
            weight = 0.02 * row["from_mean"] + 0.02 * row["from_vwap"] + 0.0005 * row["rsi"]
            weight += 0.02 * row["range"] + 0.01 * row["score"] + 0.0001 * row["price"]
        order_target_percent(share, weight)
