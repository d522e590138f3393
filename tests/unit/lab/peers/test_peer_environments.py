"""Environments of peers: made once, told where they fail, never in the checkout."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.peers.engines import Engine, Engines, engines
from farthing.lab.peers.environments import STAMP, checked_home, default_home, python_of
from farthing.lab.peers.failure import PeerFailed

THIS = f"{sys.version_info[0]}.{sys.version_info[1]}"
HERE = Path(__file__)
BENCHMARKS = HERE.parents[4] / "benchmarks"


def engine(name: str = "tortoise", environment: str = "tortoise") -> Engine:
    return Engine(name=name, runner=HERE, environment=environment, workloads={"class": ("D",)})


@pytest.fixture
def known(tmp_path: Path) -> Engines:
    """One engine that needs nothing."""
    folder = tmp_path / "peers"
    (folder / "requirements").mkdir(parents=True)
    (folder / "requirements" / "tortoise.txt").write_text("# nothing\n")
    return Engines(
        folder=folder, python=THIS, ours=engine("farthing"), bars=HERE, peers=(engine(),)
    )


@pytest.fixture
def without_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path with no program on it."""
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")


@pytest.mark.slow
@pytest.mark.usefixtures("without_uv")
def test_packages_that_cannot_be_installed_are_told_and_may_be_mended(
    known: Engines, tmp_path: Path
) -> None:
    """With venv and pip, and without a network."""
    home, pins = tmp_path / "home", known.requirements(engine())
    pins.write_text("tortoise-that-is-nowhere==1.0\n")
    with pytest.raises(PeerFailed, match="tortoise: it cannot be installed: .*tortoise-that-is"):
        python_of(engine(), known, home, {})
    assert not (home / "venv-tortoise" / STAMP).exists()
    pins.write_text("# nothing\n")
    python = python_of(engine(), known, home, {})
    assert python == home / "venv-tortoise" / "bin" / "python"
    assert python.exists()
    assert (home / "venv-tortoise" / STAMP).exists()


@pytest.mark.usefixtures("without_uv")
def test_a_python_that_is_missing_is_told(known: Engines, tmp_path: Path) -> None:
    other = known.model_copy(update={"python": "3.99"})
    with pytest.raises(PeerFailed, match=r"for Python 3\.99, and no python3\.99 runs"):
        python_of(engine(), other, tmp_path / "home", {})


@pytest.mark.usefixtures("without_uv")
def test_a_python_that_does_not_run_is_as_if_missing(known: Engines, tmp_path: Path) -> None:
    """As the stand-in of a version that is not installed."""
    program = tmp_path / "nowhere" / "python3.99"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 127\n")
    program.chmod(0o755)
    other = known.model_copy(update={"python": "3.99"})
    with pytest.raises(PeerFailed, match=r"no python3\.99 runs"):
        python_of(engine(), other, tmp_path / "home", {})


@pytest.fixture
def told_to_uv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program of that name, which writes down what it is told and makes an environment's file."""
    uv, told = tmp_path / "uv", tmp_path / "told"
    uv.write_text(
        f'#!/bin/sh\necho "$@" >> {told}\nfor last; do :; done\n'
        'test "$1" = pip || { /bin/mkdir -p "$last/bin"; : > "$last/bin/python"; }\n'
    )
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return told


def test_uv_makes_it_where_uv_is(known: Engines, tmp_path: Path, told_to_uv: Path) -> None:
    python_of(engine(), known, tmp_path / "home", {})
    folder = tmp_path / "home" / "venv-tortoise"
    assert told_to_uv.read_text().splitlines() == [
        f"venv --clear --python {sys.executable} {folder}",
        f"pip install --python {folder}/bin/python -r {known.requirements(engine())}",
    ]


def test_an_environment_is_made_once_and_again_when_its_pins_change(
    known: Engines, tmp_path: Path, told_to_uv: Path
) -> None:
    home = tmp_path / "home"
    python = python_of(engine(), known, home, {})
    assert python_of(engine("hare"), known, home, {}) == python
    assert len(told_to_uv.read_text().splitlines()) == 2
    known.requirements(engine()).write_text("# still nothing\n")
    python_of(engine(), known, home, {})
    assert len(told_to_uv.read_text().splitlines()) == 4


def test_a_python_that_is_given_is_taken_by_engine_or_environment(
    known: Engines, tmp_path: Path
) -> None:
    python = Path(sys.executable)
    hare = engine("hare")
    assert python_of(hare, known, tmp_path, {"hare": python}) == python
    assert python_of(hare, known, tmp_path, {"tortoise": python}) == python


def test_a_python_that_is_not_there_is_told(known: Engines, tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match="its environment has no Python at "):
        python_of(engine(), known, tmp_path, {"tortoise": tmp_path / "python"})


def test_pins_that_are_missing_are_told(known: Engines, tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match=r"there is no hare\.txt of its requirements"):
        python_of(engine("hare", "hare"), known, tmp_path, {})


def test_nothing_is_installed_where_that_is_not_wanted(known: Engines, tmp_path: Path) -> None:
    with pytest.raises(PeerFailed, match="it is not installed in "):
        python_of(engine(), known, tmp_path / "home", {}, installs=False)
    assert not (tmp_path / "home").exists()


def test_environments_are_not_made_in_the_checkout() -> None:
    with pytest.raises(ConfigurationError, match="inside the checkout: name another --home"):
        checked_home(BENCHMARKS / "environments", BENCHMARKS)


def test_they_are_in_the_users_cache_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert checked_home(None, BENCHMARKS) == tmp_path / "farthing" / "peers"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_home() == Path.home() / ".cache" / "farthing" / "peers"


def test_every_engine_of_the_checkout_has_its_runner_and_exact_pins() -> None:
    known = engines(BENCHMARKS)
    assert {"raptorbt", "vectorbt", "zipline", "rustybt", "nautilus"} <= {
        e.name for e in known.peers
    }
    for each in (known.ours, *known.peers):
        assert each.runner.is_file()
    for each in known.peers:
        pins = known.requirements(each).read_text().split()
        assert pins
        assert all("==" in pin for pin in pins)


def test_a_folder_without_engines_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"has no peers/engines\.toml"):
        engines(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "python = 3.12 and more",
        'python = "3.12"',
        'python = "3.12"\nours = "o"\nbars = "b"\n[engines.a]\nrunner = "a"\nclas = ["D"]',
    ],
)
def test_engines_that_cannot_be_understood_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "engines.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=r"engines\.toml cannot be understood"):
        engines(tmp_path)
