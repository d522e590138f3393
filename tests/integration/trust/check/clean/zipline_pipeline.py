"""Holds what has risen most, by a pipeline over the sessions before."""

from farthing.api import attach_pipeline, order_target_percent, pipeline_output
from farthing.pipeline import AverageDollarVolume, Pipeline, Returns


def initialize(context):
    liquid = AverageDollarVolume(window_length=10).top(4)
    risen = Returns(window_length=20, mask=liquid)
    attach_pipeline(Pipeline(columns={"risen": risen}, screen=risen.top(2)), "risen")


def handle_data(context, data):
    chosen = pipeline_output("risen")["symbol"].to_list()
    for asset in context.assets:
        order_target_percent(asset, 0.4 if asset.symbol in chosen else 0)
