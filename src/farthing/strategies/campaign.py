"""Wyckoff's campaigns: follow the signals of a range in legs, and never risk more than is told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np

import farthing as ft
from farthing.decimals import EXACT, step_of
from farthing.errors import ConfigurationError
from farthing.wyckoff.campaign import (
    PATTERNS,
    AtRisk,
    Bracket,
    Campaign,
    Leg,
    Limits,
    State,
    thirds,
)
from farthing.wyckoff.live import NewSignal
from farthing.wyckoff.parameters import Parameters
from farthing.wyckoff.sizing import lot_value, lots, risked

WORKING = ("open", "waiting")
NOTHING = Decimal(0)


def of_table(name: str) -> Decimal:
    """A number of the table of Wyckoff's method: it stands there alone."""
    return Decimal(repr(Parameters()[name]))


class WyckoffCampaign(ft.Strategy):
    """Follows the signals of ``ctx.wyckoff``, long and short, each with a stop and three targets.

    Args:
        risk_spring: share of equity that a spring risks at most.
        risk_upthrust: likewise an upthrust after distribution.
        risk_sign: likewise a sign of strength or weakness.
        risk_last_point: likewise a last point of support or supply, or a back-up.
        budget: what a campaign risks in all its legs.
        share_thrust: the share of the budget that springs or upthrusts have.
        share_sign: that signs have.
        share_last_point: that last points have.
        trade_max: what one leg risks at most.
        campaign_max: what a campaign has at risk at most, from stops to the last prices.
        heat_max: what all campaigns have at risk at most.
        correlated_max: what those have that rise and fall together.
        correlation: from this correlation of returns on they do.
        correlation_bars: bars of that correlation; with fewer, all do.
        weight_confidence: of a signal's confidence, where several ask for the same heat.
        weight_reward: of its reward.
        weight_pattern: of its pattern.
        reward_full: the reward, in units of risk, that counts in full.
        worth_thrust: what a spring or an upthrust counts, from 0 to 1.
        worth_last_point: what a last point counts.
        worth_sign: what a sign counts.
        entry: ``open`` enters at market, ``signal`` at the signal's price or better.
        signal_days: how long an entry at the signal's price waits.
        daily_loss_max: a loss since the last session with which all is left until the next one.
        drawdown_max: a loss since the best with which all is left for good.
        earnings: days on which companies report, such as ``AAPL:2020-01-28,IBM:2020-01-21``.
        blackout_days: so many days before a report and on it nothing is entered.
    """

    risk_spring: Decimal = of_table("risk_spring")
    risk_upthrust: Decimal = of_table("risk_utad")
    risk_sign: Decimal = of_table("risk_sos")
    risk_last_point: Decimal = of_table("risk_lps")
    budget: Decimal = Decimal("0.02")
    share_thrust: Decimal = Decimal("0.4")
    share_sign: Decimal = Decimal("0.3")
    share_last_point: Decimal = Decimal("0.3")
    trade_max: Decimal = of_table("risk_trade")
    campaign_max: Decimal = Decimal("0.05")
    heat_max: Decimal = Decimal("0.10")
    correlated_max: Decimal = Decimal("0.06")
    correlation: float = 0.6
    correlation_bars: int = 60
    weight_confidence: float = 0.4
    weight_reward: float = 0.3
    weight_pattern: float = 0.3
    reward_full: float = 5.0
    worth_thrust: float = 1.0
    worth_last_point: float = 0.8
    worth_sign: float = 0.6
    entry: str = "open"
    signal_days: int = 5
    daily_loss_max: Decimal = Decimal("0.03")
    drawdown_max: Decimal = Decimal("0.15")
    earnings: str = ""
    blackout_days: int = 5

    def on_start(self, ctx: ft.Context) -> None:
        """Read the limits and the calendar, and begin without campaigns."""
        if self.entry not in ("open", "signal"):
            raise ConfigurationError(f"entry is {self.entry!r}: give open or signal")
        currencies = sorted({asset.instrument.currency.code for asset in ctx.assets})
        if len(currencies) > 1:
            raise ConfigurationError(
                f"campaigns share one budget, and these assets are in {', '.join(currencies)}: "
                "run those of each currency apart"
            )
        self.limits = self.all_limits()
        self.reports = reports_of(self.earnings)
        self.campaigns: list[Campaign] = []
        self.day: date | None = None
        self.is_halted = False
        self.before = self.now = self.best = money(ctx.portfolio.equity)

    def on_bar(self, ctx: ft.Context) -> None:
        """Look after what there is, then take the signals of this bar, the best first."""
        self.mark(ctx)
        reason = self.emergency()
        for campaign in self.live():
            self.settle(ctx, campaign)
            broken = reason or self.broken(ctx, campaign)
            if campaign.takes_legs and broken is not None:
                self.leave(ctx, campaign, broken)
        refused = []
        for signal in sorted(self.signals(ctx), key=self.priority, reverse=True):
            why = reason or self.take(ctx, on_tick(signal))
            if why is not None:
                refused.append(f"{signal.asset.symbol} {signal.event}: {why}")
        self.note(ctx, refused)

    def live(self) -> list[Campaign]:
        """The campaigns that hold or may come to hold something."""
        return [campaign for campaign in self.campaigns if campaign.is_live]

    def signals(self, ctx: ft.Context) -> Iterable[NewSignal]:
        """What became known with this bar; a subclass may choose among it."""
        return ctx.wyckoff.signals

    def all_limits(self) -> Limits:
        """The limits by pattern."""
        return Limits(
            risks={
                "spring": self.risk_spring, "upthrust": self.risk_upthrust,
                "sign": self.risk_sign, "last_point": self.risk_last_point,
            },
            shares={
                "spring": self.share_thrust, "upthrust": self.share_thrust,
                "sign": self.share_sign, "last_point": self.share_last_point,
            },
            budget=self.budget, trade=self.trade_max, campaign=self.campaign_max,
            heat=self.heat_max, correlated=self.correlated_max,
        )  # fmt: skip

    def mark(self, ctx: ft.Context) -> None:
        """Keep the equity of now, of the last session's end, and the best one."""
        if ctx.session != self.day:
            self.day, self.before = ctx.session, self.now
        self.now = money(ctx.portfolio.equity)
        self.best = max(self.best, self.now)
        if self.now <= self.best * (1 - self.drawdown_max):
            self.is_halted = True

    def emergency(self) -> str | None:
        """Why all is left, if it is."""
        if self.is_halted:
            return "drawdown"
        return "daily loss" if self.now <= self.before * (1 - self.daily_loss_max) else None

    def settle(self, ctx: ft.Context, campaign: Campaign) -> None:
        """Pass to the state that the orders of a campaign say."""
        entries, held = self.working(ctx, campaign)
        if campaign.state is State.ORDERED and held:
            campaign.become(State.OPEN)
        if not entries and not held:
            campaign.become(State.CLOSED)

    def working(self, ctx: ft.Context, campaign: Campaign) -> tuple[list[ft.Order], list[ft.Order]]:
        """The entries that wait, and the stops of what is held."""
        entries = [ctx.get_order(entry) for entry, _, _ in campaign.brackets]
        stops = [ctx.get_order(stop) for _, stop, _ in campaign.brackets]
        waiting = [each for each in entries if each.state in WORKING]
        return waiting, [each for each in stops if each.state == "open"]

    def broken(self, ctx: ft.Context, campaign: Campaign) -> str | None:
        """Whether the close is beyond the level that a campaign stands on."""
        found = ctx.wyckoff[campaign.symbol].range
        if found is None or found.number != campaign.range:
            return None  # the range is history: stops and targets are left
        level = found.support if campaign.side > 0 else found.resistance
        close = self.close(ctx, ctx.asset(campaign.symbol))
        return "level" if (close - level) * campaign.side < 0 else None

    def leave(self, ctx: ft.Context, campaign: Campaign, reason: str) -> None:
        """Take back what waits, and close what is held at market."""
        waiting, stops = self.working(ctx, campaign)
        held = sum((order.quantity - order.filled for order in stops), NOTHING)
        for order in filter(None, (each for bracket in campaign.brackets for each in bracket)):
            ctx.cancel(order)
        if held:
            tag = f"{tag_of(campaign)} {reason}"
            ctx.order(campaign.symbol, held, reduce_only=True, tag=tag)
        campaign.become(State.LEAVING if held or waiting else State.CLOSED, reason)

    def priority(self, signal: NewSignal) -> float:
        """What a signal is worth beside others, from 0 to the sum of the weights."""
        pattern = PATTERNS[signal.event]
        worth = {"sign": self.worth_sign, "last_point": self.worth_last_point}
        return (
            self.weight_confidence * signal.confidence / 100
            + self.weight_reward * min(signal.reward / self.reward_full, 1.0)
            + self.weight_pattern * worth.get(pattern, self.worth_thrust)
        )

    def take(self, ctx: ft.Context, signal: NewSignal) -> str | None:
        """Order a leg for a signal; else why not."""
        side = 1 if signal.side == "long" else -1
        if (closed := self.closed(ctx, signal, side)) is not None:
            return closed
        new = Campaign(signal.asset.symbol, signal.range, side)
        same = [each for each in self.campaigns if each.place == new.place]
        leg, count = self.sized(signal, same)
        if count == 0:
            return "budget"
        campaign = next((each for each in same if each.is_live), new)
        risk = risked(count, signal.entry, signal.stop, lot_value(signal.asset.instrument))
        why = self.limits.refusal(risk, self.at_risk(ctx, campaign))
        if why is None:
            self.enter(ctx, campaign, leg, signal, count)
        return why

    def closed(self, ctx: ft.Context, signal: NewSignal, side: int) -> str | None:
        """Why an asset is closed to a signal, if it is."""
        if self.is_blacked_out(signal.asset.symbol, ctx.session):
            return "earnings"
        live = [each for each in self.live() if each.symbol == signal.asset.symbol]
        if any(each.side != side for each in live):
            return "opposite campaign"
        return "leaving" if any(not each.takes_legs for each in live) else None

    def sized(self, signal: NewSignal, same: list[Campaign]) -> tuple[Leg, int]:
        """A leg, and how many lots it has; the campaigns of a range share one budget."""
        pattern = PATTERNS[signal.event]
        spent = sum((each.spent(pattern) for each in same), NOTHING)
        share = self.limits.leg(pattern, spent)
        value = lot_value(signal.asset.instrument)
        return Leg(pattern, share), lots(share * self.now, signal.entry, signal.stop, value)

    def enter(
        self, ctx: ft.Context, campaign: Campaign, leg: Leg, signal: NewSignal, count: int
    ) -> None:
        """Give the brackets of a leg: as many as it has targets, all with one stop."""
        parts = thirds(count, len(signal.targets))
        for part, target in zip(parts, signal.targets, strict=True):
            bracket = self.bracket(ctx, campaign, signal, part, target) if part else None
            if bracket is not None:
                leg.brackets.append(bracket)
        if leg.brackets:
            campaign.legs.append(leg)
            if len(campaign.legs) == 1:
                self.campaigns.append(campaign)

    def bracket(
        self, ctx: ft.Context, campaign: Campaign, signal: NewSignal, part: int, target: Decimal
    ) -> Bracket | None:
        """Give a bracket; none where its stop is refused: nothing is entered without one."""
        is_limit = self.entry == "signal"
        until = ctx.session + timedelta(days=self.signal_days) if is_limit else None
        amount = part * signal.asset.instrument.lot * campaign.side
        entry, stop, profit = ctx.bracket(
            signal.asset, amount, limit=signal.entry if is_limit else None,
            stop_loss=signal.stop, take_profit=target if target > 0 else None,
            tag=f"{tag_of(campaign)} {signal.event}", until=until,
        )  # fmt: skip
        if entry is None or stop is None:
            return None
        if ctx.get_order(stop).state in WORKING:
            return entry, stop, profit
        ctx.cancel(entry)
        return None

    def at_risk(self, ctx: ft.Context, asked: Campaign) -> AtRisk:
        """What is at risk now, from stops as they are at the market."""
        live = [(each, self.heat(ctx, each)) for each in self.live()]
        alike = self.alike(ctx, asked)
        return AtRisk(
            equity=self.now,
            campaign=sum((heat for each, heat in live if each is asked), NOTHING),
            heat=sum((heat for _, heat in live), NOTHING),
            correlated=sum(
                (heat for each, heat in live if (each.symbol, each.side) in alike), NOTHING
            ),
        )

    def heat(self, ctx: ft.Context, campaign: Campaign) -> Decimal:
        """What a campaign loses from the last price, or from its entry, down to its stops."""
        asset = ctx.asset(campaign.symbol)
        close, found = self.close(ctx, asset), NOTHING
        for entry, stop, _ in campaign.brackets:
            waits, protects = ctx.get_order(entry), ctx.get_order(stop)
            assert protects.stop is not None, "a bracket is kept with its stop alone"
            if waits.state in WORKING:
                start = waits.limit if waits.limit is not None else close
                found += abs((waits.quantity - waits.filled) * (start - protects.stop))
            if protects.state == "open":
                left = abs(protects.quantity - protects.filled) * campaign.side
                found += max(NOTHING, left * (close - protects.stop))
        return found * asset.instrument.multiplier

    def alike(self, ctx: ft.Context, asked: Campaign) -> set[tuple[str, int]]:
        """Assets and sides that rise and fall with a campaign, its own among them."""
        symbols = [asset.symbol for asset in ctx.assets]
        own = symbols.index(asked.symbol)
        bars = min(self.correlation_bars + 1, ctx.bars_known)
        prices = ctx.history("price", bars)
        found = {(asked.symbol, asked.side)}
        for place, symbol in enumerate(symbols):
            both = correlation(prices[:, own], prices[:, place], self.correlation_bars)
            if both >= self.correlation:
                found.add((symbol, asked.side))
            if both <= -self.correlation or np.isnan(both):
                found.add((symbol, -asked.side))
            if np.isnan(both):
                found.add((symbol, asked.side))
        return found

    def is_blacked_out(self, symbol: str, day: date) -> bool:
        """Whether a report is near."""
        window = timedelta(days=self.blackout_days)
        return any(day <= report <= day + window for report in self.reports.get(symbol, ()))

    def close(self, ctx: ft.Context, asset: ft.Asset) -> Decimal:
        """The last close of an asset, with the digits that it has."""
        last = float(ctx.current("price")[asset.index])
        return EXACT.quantize(money(last), step_of(asset.price_scale))

    def note(self, ctx: ft.Context, refused: list[str]) -> None:
        """Record the heat, the campaigns under way, and what was refused."""
        live = self.live()
        heat = sum((self.heat(ctx, each) for each in live), NOTHING)
        ctx.record(heat=float(heat / self.now) if self.now else 0.0, campaigns=len(live))
        if refused:
            ctx.record(refused="; ".join(refused))


def money(value: float) -> Decimal:
    """The decimal that a float prints."""
    return Decimal(repr(float(value)))


def on_tick(signal: NewSignal) -> NewSignal:
    """A signal with prices that orders may have: stops beyond, targets before what was said."""
    tick = signal.asset.instrument.tick
    rounding = ROUND_FLOOR if signal.side == "long" else ROUND_CEILING
    entry, stop, *targets = (
        (price / tick).to_integral_value(rounding) * tick
        for price in (signal.entry, signal.stop, *signal.targets)
    )
    return replace(signal, entry=entry, stop=stop, targets=tuple(targets))


def tag_of(campaign: Campaign) -> str:
    """What the orders of a campaign are tagged with, before what each is for."""
    side = "long" if campaign.side > 0 else "short"
    return f"{campaign.symbol} {campaign.range} {side}"


def correlation(one: np.ndarray, other: np.ndarray, bars: int) -> float:
    """The correlation of returns of two price columns; NaN where there are too few or none."""
    if len(one) <= bars:
        return np.nan
    with np.errstate(all="ignore"):
        returns = [column[1:] / column[:-1] - 1 for column in (one, other)]
        return float(np.corrcoef(returns)[0, 1])


def reports_of(text: str) -> dict[str, list[date]]:
    """The days of ``SYMBOL:DATE`` words with commas between them, by symbol.

    Raises:
        ConfigurationError: a word is none.

    >>> reports_of("A:2020-01-28, A:2020-04-30")
    {'A': [datetime.date(2020, 1, 28), datetime.date(2020, 4, 30)]}
    """
    found: dict[str, list[date]] = {}
    for word in words(text):
        symbol, _, day = word.rpartition(":")
        try:
            found.setdefault(symbol, []).append(date.fromisoformat(day))
        except ValueError as error:
            raise ConfigurationError(
                f"earnings has {word!r}: write SYMBOL:DATE, such as AAPL:2020-01-28"
            ) from error
    return found


def words(text: str) -> Iterable[str]:
    """What stands between commas."""
    return (word.strip() for word in text.split(",") if word.strip())
