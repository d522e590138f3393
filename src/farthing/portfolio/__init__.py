"""Several strategies in one account: each with its own books, all over one kernel."""

from farthing.portfolio.allocators.allocator import Allocator
from farthing.portfolio.allocators.drawdown import Drawdown
from farthing.portfolio.allocators.fixed import Equal, Fixed
from farthing.portfolio.allocators.kelly import Kelly
from farthing.portfolio.allocators.risk_parity import RiskParity
from farthing.portfolio.allocators.volatility import Volatility
from farthing.portfolio.arrays import Targets
from farthing.portfolio.portfolio import StrategyPortfolio
from farthing.portfolio.rebalance import Rebalance
from farthing.portfolio.risk.limit import Limit
from farthing.portfolio.subaccounts import SubAccounts

__all__ = [
    "Allocator",
    "Drawdown",
    "Equal",
    "Fixed",
    "Kelly",
    "Limit",
    "StrategyPortfolio",
    "Rebalance",
    "RiskParity",
    "SubAccounts",
    "Targets",
    "Volatility",
]
