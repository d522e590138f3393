"""The key figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from farthing.backtest.figures import SHORT_YEAR
from farthing.decimals import EXACT
from farthing.report import text
from farthing.report.prices import total
from farthing.report.sections.equity import deepest
from farthing.report.table import Fact, tone

if TYPE_CHECKING:
    from farthing.report.curve import Curve
    from farthing.report.run import Run


@dataclass(frozen=True, slots=True)
class Summary:
    """Figures by how soon they are read."""

    large: tuple[Fact, ...]
    small: tuple[Fact, ...]
    note: str


def summary(run: Run, curve: Curve, benchmark_return: float | None) -> Summary:
    """The key figures of a run; ``benchmark_return`` is None without a benchmark."""
    found = run.statistics
    end = Decimal(run.manifest["end_equity"])
    benchmark = run.config["benchmark"]
    held = text.percent(benchmark_return, signed=True)
    against = f"{benchmark}, bought and held: {held}" if benchmark else ""
    change, gain = found["total_return"], EXACT.subtract(end, run.capital)
    fees = total(run.fills.get_column("account_fee"))
    won = f"{found['trades_won']:,} won" if found["trades"] else ""
    large = (
        Fact("End equity", text.money(end), run.currency),
        Fact("Total return", text.percent(change, signed=True), against, tone(change)),
        Fact("Gain", text.money(gain, signed=True), run.currency, tone(gain)),
        Fact("Deepest drawdown", text.percent(_negative(found["max_drawdown"])), _fall(run)),
    )
    small = (
        Fact("Annual return", text.percent(found["annual_return"], signed=True)),
        Fact("Annual volatility", text.percent(found["annual_volatility"])),
        Fact("Sharpe ratio", text.number(found["sharpe_ratio"])),
        Fact("Sortino ratio", text.number(found["sortino_ratio"])),
        Fact("Calmar ratio", text.number(found["calmar_ratio"])),
        Fact("Omega ratio", text.number(found["omega_ratio"])),
        Fact("Tail ratio", text.number(found["tail_ratio"])),
        Fact("Trades", f"{found['trades']:,}"),
        Fact("Trades won", text.percent(found["win_rate"]), won),
        Fact("Profit factor", text.number(found["profit_factor"])),
        Fact("Turnover a year", _times(found["turnover"])),
        Fact("Commission", text.money(fees), run.currency),
    )
    return Summary(large, (*small, *_beside(run), *_excursions(run)), _note(run, curve))


def _beside(run: Run) -> tuple[Fact, ...]:
    """What the run was beside its benchmark; nothing without one, and in runs of before."""
    found, benchmark = run.statistics, run.config["benchmark"]
    if benchmark is None or "beta" not in found:
        return ()
    return (
        Fact("Alpha a year", text.percent(found["alpha"], signed=True), f"against {benchmark}"),
        Fact("Beta", text.number(found["beta"]), f"against {benchmark}"),
        Fact("Information ratio", text.number(found["information_ratio"])),
        Fact("Tracking error", text.percent(found["tracking_error"])),
        Fact("Up capture", text.percent(found["up_capture"])),
        Fact("Down capture", text.percent(found["down_capture"])),
    )


def _excursions(run: Run) -> tuple[Fact, ...]:
    """How far a trade was behind and ahead while it was open, in the account's currency."""
    found = run.statistics
    worst, best = found.get("worst_adverse_excursion"), found.get("best_favourable_excursion")
    if worst is None or best is None:
        return ()
    means = [
        f"{text.number(found[f'average_{side}_excursion'])} on average"
        for side in ("adverse", "favourable")
    ]
    return (
        Fact("Worst excursion", text.money(Decimal(worst), signed=True), means[0]),
        Fact("Best excursion", text.money(Decimal(best), signed=True), means[1]),
    )


def _note(run: Run, curve: Curve) -> str:
    yearly = run.statistics["periods_per_year"]
    note = f"A year is {yearly} sessions, the risk-free rate 0. "
    sessions = len(curve.ends)
    if run.statistics["annual_volatility"] is not None:
        note += (
            f"Volatility and Sharpe ratio are of {sessions:,} session returns, with "
            f"{sessions - 1:,} degrees of freedom; the Sortino ratio's downside is over all of "
            "them. "
        )
    elif curve.lost is not None:
        note += (
            f"Equity was nothing or less on {text.day(curve.lost)}: returns after that, and what "
            "they make, are undefined; total return is gain over capital. "
        )
    note += _note_beside(run)
    note += "Turnover is the value traded over mean equity."
    if 0 < sessions < SHORT_YEAR * yearly:
        note += f" Yearly figures come from {text.count(sessions, 'session')}: too few to lean on."
    return note


def _note_beside(run: Run) -> str:
    """How the figures beside a benchmark are made, where there are any."""
    sessions = run.statistics.get("benchmark_sessions", 0)
    if not sessions:
        return ""
    return (
        f"Figures beside the benchmark are of {text.count(sessions, 'session')} in which both have "
        "a return, the benchmark's without dividends: alpha is compounded over a year, tracking "
        f"error and information ratio have {sessions - 1:,} degrees of freedom. "
    )


def _fall(run: Run) -> str:
    """When the deepest drawdown began, was deepest, and was made good."""
    falls = deepest(run)
    if not falls:
        return ""
    begin = text.day(falls[0]["peak"]) if falls[0]["peak"] else "the start"
    trough, recovery = text.day(falls[0]["trough"]), falls[0]["recovery"]
    end = f"made good {text.day(recovery)}" if recovery else "not yet made good"
    return f"from {begin} to {trough}, {end}"


def _negative(value: float | None) -> float | None:
    return None if value is None else -value


def _times(value: float | None) -> str:
    return text.DASH if value is None else f"{text.number(value)} ×"  # noqa: RUF001
