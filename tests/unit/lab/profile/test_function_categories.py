import inspect
import tomllib
from importlib import resources

from farthing import _core
from farthing.lab.profile import categories

ALL = {
    *("exact arithmetic", "indicators", "data access", "calendar and time"),
    *("Python loops and callbacks", "ledger and orders", "statistics", "boundary conversion"),
    *("subprocesses and I/O", "wrangling", "other"),
}


def test_the_categories_are_those_that_are_promised():
    assert set(categories.names()) == ALL


def test_a_pattern_stands_in_one_category_once():
    text = resources.files("farthing.lab.profile").joinpath("categories.toml").read_text("utf-8")
    patterns = [each for listed in tomllib.loads(text).values() for each in listed]
    assert len(patterns) == len(set(patterns))


def test_every_function_of_the_core_has_a_category():
    labels = [f"farthing._core:{name}" for name in _core.__all__]
    for kind in vars(_core).values():
        if inspect.isclass(kind):
            labels += [f"farthing._core:{kind.__name__}.{name}" for name in vars(kind)]
    assert len(labels) > 100
    assert {label for label in labels if categories.category(label) is None} == set()


def test_the_longest_pattern_decides():
    assert categories.category("farthing._core:Context.sma") == "indicators"
    assert categories.category("farthing._core:Context.place_order") == "ledger and orders"
    assert categories.category("farthing._core:make_assets") == "boundary conversion"
    assert categories.category("time:sleep") == "subprocesses and I/O"
    assert categories.category("time:time") == "calendar and time"
    assert categories.category("rust:farthing_core::money::quotient::q") == "exact arithmetic"
    assert categories.category("strategy:Cross.on_bar") == "Python loops and callbacks"


def test_another_form_of_the_same_numbers_is_no_indicator():
    for label in ("numpy:asarray", "numpy._core.shape_base:stack", "pandas.core.frame:DataFrame"):
        assert categories.category(label) == "wrangling"
    assert categories.category("farthing._core:Window.to_numpy") == "wrangling"
    assert categories.category("farthing._core:Window.mean") == "indicators"
    assert categories.category("numpy:ndarray.mean") == "indicators"


def test_what_no_pattern_fits_has_none():
    assert categories.category("difflib:get_close_matches") is None
    assert categories.category("native:malloc") is None
