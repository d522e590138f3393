"""No float on the way of money: in the core's source, in every saved table, and in Python."""

import ast
import re
from decimal import Decimal
from pathlib import Path

import float_places
import polars as pl
import pytest
from float_places import ANYWHERE

import farthing
from farthing.backtest.result import TABLES, Result
from farthing.data import find_source, ingest
from farthing.report import save
from farthing.strategies import cross, rotation

ROOT = Path(__file__).parents[3]
CORE = ROOT / "crates" / "core" / "src"
PACKAGE = ROOT / "src" / "farthing"
CORE_FOLDERS = (
    *("money", "ledger", "order", "kernel", "models", "market", "drive", "portfolio", "rules"),
)

Places = dict[str, set[str]]
"""Items or functions by file."""


# --- the core


FLOAT = re.compile(
    r"\bf(?:32|64)\b|_f(?:32|64)\b"  # a type, or the suffix of a literal
    r"|(?<![\w.])\d[\d_]*(?:\.\d[\d_]*(?:e-?\d+)?|e-?\d+)\b"  # a literal
    r"|\b(?:to_float|as_float|quotient|power_of_two|from_bits)\("  # what gives one
    r"|\.(?:sqrt|powi|powf|is_nan|is_finite|round_ties_even)\("  # what only they have
)
ITEM = re.compile(
    r"\s*(?:pub(?:\([\w:]+\))?\s+)?"
    r"(?:(?:const\s+|unsafe\s+)*fn|struct|enum|trait|const|type|impl\b.*?\bfor)\s+(\w+)"
)
TESTS = "#[cfg(test)]\nmod tests {"


def floats_of(source: str) -> set[str]:
    """The items of a Rust file that have a float in them, comments, texts and tests apart."""
    code = re.sub(r'"(?:\\.|[^"\\])*"', '""', source.partition(TESTS)[0])
    item, found = "", set()
    for line in (line.partition("//")[0] for line in code.splitlines()):
        begun = ITEM.match(line)
        item = begun[1] if begun else item
        if FLOAT.search(line) and not re.match(r"\s*(?:pub(?:\(\w+\))?\s+)?use\b", line):
            found.add(item)
    return found


def core_floats() -> Places:
    files = [path for folder in CORE_FOLDERS for path in sorted((CORE / folder).rglob("*.rs"))]
    assert len(files) >= 50
    found = {str(path.relative_to(CORE).as_posix()): floats_of(path.read_text()) for path in files}
    return {file: items for file, items in found.items() if items}


def beyond(found: Places, listed: dict[str, dict[str, str]]) -> tuple[list[str], list[str]]:
    """What is found and not listed, and what is listed and not found."""
    extra = [
        f"{file}: {item}"
        for file, items in found.items()
        if ANYWHERE not in listed.get(file, {})
        for item in sorted(items - listed.get(file, {}).keys())
    ]
    stale = [
        f"{file}: {item}"
        for file, items in listed.items()
        for item in items
        if item not in found.get(file, set()) and not (item == ANYWHERE and file in found)
    ]
    return extra, stale


def test_the_core_has_floats_in_the_listed_places_alone():
    extra, stale = beyond(core_floats(), float_places.CORE)
    assert extra == [], "a float where none is listed"
    assert stale == [], "listed, and not there any more"


def test_ledger_models_and_fills_have_none_at_all():
    exact = ("ledger/", "models/", "kernel/fill", "kernel/mark", "kernel/actions", "kernel/trade")
    assert [file for file in core_floats() if file.startswith(exact)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "fn fee(value: f64) -> Money {}",
        "fn fee() { let rate = 0.001; }",
        "fn fee() { let rate = 1e-3; }",
        "fn fee() { let rate = 1_f64; }",
        "fn fee() { let rate = value.to_float() * other; }",
        "fn fee() {\n    // exact\n    rate.sqrt()\n}",
        "impl Fee for PerShare {\n    fn fee() {\n        let x = a as f32;\n    }\n}",
    ],
)
def test_a_planted_float_is_found(planted):
    source = f"//! Half of f64.\nuse a::f64;\nfn other() {{ 1 }}\n{planted}\n{TESTS}\n 1.0 }}"
    assert floats_of(source) == {"fee"}
    found = {**core_floats(), "models/fee/mod.rs": floats_of(source)}
    assert "models/fee/mod.rs: fee" in beyond(found, float_places.CORE)[0]


@pytest.mark.parametrize(
    "exact",
    ["let a = 1_000;", "a.0 + b.1", "for i in 0..10 {}", '"1.5"', "1 // 1.5 as f64", "x1e5"],
)
def test_what_is_no_float_is_not_taken_for_one(exact):
    assert floats_of(f"fn fee() {{\n{exact}\n}}") == set()


def test_a_place_that_is_listed_and_gone_is_named():
    listed = {**float_places.CORE, "ledger/lots.rs": {"close": "none"}}
    assert "ledger/lots.rs: close" in beyond(core_floats(), listed)[1]


# --- the tables


EXACT = {
    "equity": {"equity", "cash", "gross", "largest"},
    "orders": {
        "quantity",
        "limit",
        "stop",
        "filled",
        "trail",
        "trail_percent",
        "offset",
        "value",
        "fee",
    },
    "fills": {"quantity", "price", "value", "fee", "account_value", "account_fee"},
    "positions": {"quantity", "price", "value", "cost", "account_value"},
    "journal": {"amount"},
    "trades": {
        *("quantity", "cost", "proceeds", "fees", "profit", "adverse", "favourable"),
        *("price_profit", "currency_profit", "account_profit"),
    },
    "events": {"quantity", "price", "value", "fee", "account_value"},
    "balances": {"amount"},
    "prices": {"close"},
    "records": {"money"},
}
FLOATS = {
    "orders": {"asked", "asked_price"},  # what a strategy said, beside what was ordered
    "records": {"ratio"},  # what a strategy keeps for itself
}


def on_bar(ctx: farthing.Context) -> None:
    """Gives an order of each kind, and records an exact number and a float."""
    ctx.order("ALDR", 1.5, limit=200.001)
    ctx.order_percent("BRCK", 0.01)
    if ctx.row % 10 == 0:
        ctx.order_target("BRCK", 0)
    ctx.record(money=Decimal("0.01"), ratio=0.5)


@pytest.fixture(scope="module")
def bars(tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    return ingest(find_source("synthetic")(years=1), "demo", home=home).bundle.bars()


@pytest.fixture(scope="module")
def result(bars) -> Result:
    return farthing.run(on_bar, bars=bars, commission="bps:10")


def columns_of(schema: dict[str, pl.DataType], *kinds: type[pl.DataType]) -> set[str]:
    return {name for name, kind in schema.items() if isinstance(kind, kinds)}


def test_every_amount_price_and_quantity_of_every_saved_table_is_a_decimal(result, tmp_path):
    folder = save(result, tmp_path / "run")
    files = {path.stem: pl.read_parquet_schema(path) for path in folder.glob("*.parquet")}
    assert set(files) == set(EXACT)
    for name, schema in files.items():
        assert columns_of(schema, pl.Decimal) == EXACT[name], name
        assert columns_of(schema, pl.Float32, pl.Float64) == FLOATS.get(name, set()), name


@pytest.mark.parametrize("name", TABLES)
def test_every_table_in_memory_has_the_types_that_are_saved(result, name):
    table: pl.DataFrame = getattr(result, name)
    assert table.height > 0
    assert columns_of(table.schema, pl.Decimal) == EXACT[name]
    assert columns_of(table.schema, pl.Float32, pl.Float64) == FLOATS.get(name, set())


def test_an_empty_result_has_these_types_too(bars):
    quiet = farthing.run(lambda ctx: None, bars=bars)
    for name in TABLES:
        assert columns_of(getattr(quiet, name).schema, pl.Decimal) == EXACT[name]


def test_every_price_of_a_bundle_is_a_decimal_and_no_column_a_float(bars):
    for table in bars.tables.values():
        schema = table.collect_schema()
        assert columns_of(schema, pl.Decimal) >= {"open", "high", "low", "close"}
        assert columns_of(schema, pl.Float32, pl.Float64) == set()


def test_a_column_of_floats_would_be_seen(result):
    spoilt = result.fills.with_columns(pl.col("fee").cast(pl.Float64)).schema
    assert columns_of(spoilt, pl.Decimal) != EXACT["fills"]
    assert columns_of(spoilt, pl.Float64) == {"fee"}


def test_amounts_in_the_manifest_are_text(result):
    manifest = result.manifest()
    assert isinstance(manifest["end_equity"], str)
    assert Decimal(manifest["end_equity"]) == result.end_equity
    assert isinstance(manifest["config"]["capital"], str)


# --- Python


DRAWS_OR_DECIDES = ("charts", "sections", "allocators", "risk")
KINDS = {"float", "float32", "float64", "Float32", "Float64"}


def conversions_of(source: str) -> set[str]:
    """The functions that make a float of something: by its name, or of a column as a whole."""
    found: set[str] = set()

    def walk(node: ast.AST, function: str) -> None:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = node.name
        if isinstance(node, ast.Call) and makes_a_float(node):
            found.add(function)
        for child in ast.iter_child_nodes(node):
            walk(child, function)

    walk(ast.parse(source), "")
    return found


def makes_a_float(call: ast.Call) -> bool:
    given = [call.func, *call.args, *(keyword.value for keyword in call.keywords)]
    return bool({name_of(one) for one in given} & KINDS) or takes_decimals_out(call.func)


def takes_decimals_out(function: ast.expr) -> bool:
    """Whether a column becomes an array, in which decimals are floats; its digits are integers."""
    names = {name_of(node) for node in ast.walk(function)}
    return name_of(function) == "to_numpy" and "to_physical" not in names


def name_of(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def python_conversions() -> Places:
    found: Places = {}
    for folder in ("backtest", "portfolio", "report", "wyckoff"):
        for path in sorted((PACKAGE / folder).rglob("*.py")):
            file = path.relative_to(PACKAGE)
            parts = file.parts
            # What draws, or decides by returns, is listed by its folder.
            key = "/".join(parts[:2]) if parts[1] in DRAWS_OR_DECIDES else file.as_posix()
            found.setdefault(key, set()).update(conversions_of(path.read_text(encoding="utf-8")))
    return {file: functions for file, functions in found.items() if functions}


def test_python_makes_floats_in_the_listed_places_alone():
    extra, stale = beyond(python_conversions(), float_places.PYTHON)
    assert extra == [], "a float where none is listed"
    assert stale == [], "listed, and not there any more"


def test_what_writes_tables_and_the_journal_makes_none():
    found = python_conversions()
    for file in ("report/save.py", "report/beancount.py", "report/run.py", "backtest/result.py"):
        assert (PACKAGE / file).is_file()
        assert file not in found


def test_no_amount_is_written_from_a_float():
    for path in (PACKAGE / "report").rglob("*.py"):
        assert float_amounts(path.read_text(encoding="utf-8")) == [], path


def float_amounts(source: str) -> list[int]:
    """Lines that write an amount of money and make a float of it on the way."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and name_of(node.func) in ("money", "gained")
        for part in ast.walk(node)
        if part is not node and isinstance(part, ast.Call) and makes_a_float(part)
    ]


@pytest.mark.parametrize(
    "planted",
    [
        "def written(amount): return float(amount)",
        "def written(table): return table.cast(pl.Float64)",
        "def written(table): return table.get_column('fee').to_numpy()",
        "def written(fees): return np.asarray(fees, dtype=np.float64)",
        "def written(fees): return np.array(fees).astype(float)",
        "def written(fees): return list(map(float, fees))",
    ],
)
def test_a_planted_conversion_is_found(planted):
    assert conversions_of(planted) == {"written"}
    found = {**python_conversions(), "report/save.py": conversions_of(planted)}
    assert "report/save.py: written" in beyond(found, float_places.PYTHON)[0]


def test_a_planted_amount_from_a_float_is_found():
    assert float_amounts("text.money(Decimal(float(fee)))") == [1]
    assert float_amounts("def a(x: float) -> float: return text.money(x)") == []


def test_the_strategies_that_ship_run_into_such_tables(bars):
    for strategy in (cross.Cross, rotation):
        assert columns_of(farthing.run(strategy, bars=bars).fills.schema, pl.Float64) == set()
