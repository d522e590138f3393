"""The exported journal as beancount reads it: no error, no tolerance, and every balance is ours."""

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import realization
from beancount.core.data import Balance, Transaction
from engine import market_of, play_event
from real_strategies import CASES, taken_in
from test_scenarios import SCENARIOS, script_of
from test_scenarios import market_of as market_of_row

import farthing
from farthing.backtest.result import Result
from farthing.data import find_source, ingest
from farthing.report import beancount, save
from farthing.strategies import rotation
from farthing.strategies.cross import Cross
from farthing.strategies.reversion import Reversion

ACCOUNTS = {
    "cash": "Assets:Cash",
    "receivable": "Assets:Receivable",
    "position": "Assets:Position",
    "fees": "Expenses:Fees",
    "dividends": "Income:Dividends",
    "capital": "Equity:Capital",
    "trading": "Equity:Trading",
    "borrow": "Expenses:Borrow",
    "interest": "Income:Interest",
    "financing": "Expenses:Financing",
    "funding": "Income:Funding",
    "exchange": "Equity:Exchange",
}
SUCCEEDING = [scenario for scenario in SCENARIOS if scenario.expected is not None]
FILES = sorted({scenario.file for scenario in SUCCEEDING})
DEMO = {
    "cross": (Cross, {"commission": "per-share:0.005:1"}),
    "rotation": (rotation, {}),
    "reversion": (Reversion, {"commission": "bps:10", "slippage": "bps:5", "account": "cash"}),
}

Balances = dict[tuple[str, str], Decimal]


def beancounts(text: str) -> tuple[Balances, Counter[type]]:
    """What beancount makes of a ledger: the balances that it computes, and what it read."""
    entries, errors, options = loader.load_string(text)
    assert not errors, errors
    assert options["tolerance_multiplier"] == 0
    assert not options["inferred_tolerance_default"]
    balances = {
        (account.account, currency): account.balance.get_currency_units(currency).number
        for account in realization.iter_children(realization.realize(entries))
        for currency in account.balance.currencies()
    }
    return balances, Counter(map(type, entries))


def ours(result: Result) -> Balances:
    """Balances from the journal's own sums, under the names that beancount allows."""
    balances: Counter[tuple[str, str]] = Counter()
    rows = result.journal.select("account", "symbol", "commodity", "amount").iter_rows()
    for account, symbol, commodity, amount in rows:
        name = ACCOUNTS[account] if symbol is None else f"{ACCOUNTS[account]}:{named(symbol)}"
        balances[name, named(commodity)] += amount
    return {key: amount for key, amount in balances.items() if amount}


def named(commodity: str) -> str:
    """A commodity's name needs two signs at least, and has no stroke."""
    commodity = commodity.replace("/", "-")
    return commodity if len(commodity) > 1 else f"{commodity}X"


def check(result: Result) -> None:
    balances, read = beancounts(beancount(result))
    assert balances == ours(result)
    assert read[Transaction] == result.journal["event"].n_unique()
    assert read[Balance] == result.balances.height


@pytest.mark.parametrize("file", FILES)
def test_beancount_agrees_with_every_row_of(file):
    for scenario in SUCCEEDING:
        if scenario.file == file:
            check(play_event(market_of_row(scenario), script_of(scenario)))


def test_so_many_rows_of_so_many_kinds_were_shown():
    assert len(SUCCEEDING) >= 750
    assert len(FILES) >= 15


@pytest.fixture(scope="module")
def demo_bars(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(), "demo", home=home).bundle.bars()


@pytest.mark.parametrize("name", DEMO)
def test_beancount_agrees_with_the_demo(name, demo_bars):
    strategy, costs = DEMO[name]
    result = farthing.run(strategy, bars=demo_bars, capital="1000000", **costs)
    assert {"fill", "dividend", "payment"} <= set(result.events["kind"])
    check(result)


@pytest.fixture(scope="module")
def real(real_data, tmp_path_factory):
    return taken_in(real_data, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("name", CASES)
def test_beancount_agrees_with_a_quarter_of_a_century(name, real):
    case = CASES[name]
    check(farthing.run(case.strategy, bars=real, **market_of(real, **case.setup).settings))


# --- bean-check itself, on the file of a saved run


def bean_check(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "beancount.scripts.check", "--no-cache", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def journal(demo_bars, tmp_path) -> Path:
    result = farthing.run(Cross, bars=demo_bars, capital="1000000", commission="bps:10")
    return save(result, tmp_path / "run") / "journal.beancount"


def test_bean_check_accepts_the_file_of_a_saved_run(journal):
    checked = bean_check(journal)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def moved(text: str, start: str) -> str:
    """The ledger with the last amount after a start of line moved by one of its last digits."""
    found = list(re.finditer(rf"^{start}.* (-?\d+\.\d+) [A-Z]+$", text, re.MULTILINE))[-1]
    amount = Decimal(found[1])
    step = Decimal(1).scaleb(amount.as_tuple().exponent)
    return text[: found.start(1)] + str(amount + step) + text[found.end(1) :]


POSTING, ASSERTION = "  Assets:Cash ", r"\d+-\d+-\d+ balance Assets:Cash"


@pytest.mark.parametrize(
    ("start", "complaint"), [(POSTING, "does not balance"), (ASSERTION, "Balance failed")]
)
def test_one_cent_that_is_off_is_refused(journal, start, complaint):
    text = journal.read_text(encoding="utf-8")
    journal.write_text(moved(text, start), encoding="utf-8")
    checked = bean_check(journal)
    assert checked.returncode != 0
    assert complaint in checked.stderr + checked.stdout


def test_a_tenth_of_a_cent_would_pass_without_the_option(journal):
    lines = journal.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if "balance" not in line)
    hole = text.replace(".00 USD", ".004 USD", 1)
    assert hole != text
    tolerant = hole.replace('option "tolerance_multiplier" "0"\n', "")
    assert loader.load_string(hole)[1]
    assert not loader.load_string(tolerant)[1]
