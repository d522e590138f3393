"""Play a scenario on the oracle, and put what comes out beside what is expected."""

from decimal import Decimal

from oracle import Outcome, Setup, run, run_targets

from .reader import Cancel, Convert, Expected, Modify, Scenario


def play(scenario: Scenario) -> Outcome:
    """The outcome of the scenario on the oracle."""
    setup = Setup(**scenario.setup)
    actions = (scenario.dividends, scenario.splits, scenario.start)
    if scenario.targets is not None:
        targets, unit, rebalance = scenario.targets, scenario.unit, scenario.rebalance
        return run_targets(setup, scenario.bars, targets, unit, rebalance, *actions)

    def follow(view, row: int) -> None:
        for at, step in scenario.script:
            if at != row:
                continue
            if isinstance(step, Cancel):
                view.cancel(step.order)
            elif isinstance(step, Modify):
                view.modify(step.order, **step.changes)
            elif isinstance(step, Convert):
                view.convert(step.currency, step.amount)
            else:
                view.submit(step)

    return run(setup, scenario.bars, follow, *actions)


def observed(outcome: Outcome, currency: str) -> Expected:
    """What came out, in the words of the tables."""
    balances = outcome.balances
    last_session = outcome.positions[-1][0] if outcome.positions else None
    held = [
        (symbol, quantity, cost)
        for session, symbol, quantity, _, _, cost in outcome.positions
        if session == last_session and balances["position", symbol, symbol]
    ]
    return Expected(
        events=[
            {key: event[key] for key in ("row", "kind", "order", "quantity", "price", "fee")}
            | {"value": event["value"], "symbol": event["symbol"]}
            for event in outcome.events[1:]
        ],
        states=[
            {key: order[key] for key in ("id", "quantity", "filled", "state", "closed", "reason")}
            | {"price": _prices(order)}
            for order in outcome.orders
        ],
        cash=balances.get(("cash", None, currency), Decimal(0)),
        receivable=balances.get(("receivable", None, currency), Decimal(0)),
        positions=held,
        trades=[
            tuple(
                trade[key] for key in ("symbol", "quantity", "cost", "proceeds", "fees", "profit")
            )
            for trade in outcome.trades
        ],
        equity=[mark[0] for mark in outcome.marks],
        marks=outcome.marks,
        holdings=outcome.positions,
        postings=outcome.postings,
        cash_in=[
            (commodity, amount)
            for (account, _, commodity), amount in balances.items()
            if account == "cash" and commodity != currency and amount
        ],
        profits=outcome.profits,
        refusals=outcome.refusals,
        ambiguous=outcome.ambiguous,
    )


def _prices(order: dict[str, object]) -> object:
    """The limit or the stop; of a stop_limit both, and of an order that trails none."""
    prices = tuple(
        price for price in (order["stop_price"], order["limit_price"]) if price is not None
    )
    if order["type"].startswith("trailing") or not prices:
        return None
    return prices if len(prices) > 1 else prices[0]
