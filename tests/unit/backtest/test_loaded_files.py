"""A strategy file gets the modules of its own folder, and no other file gets them."""

import os
import sys

import pytest

from farthing.backtest.sources import load

STRATEGY = "from lib import x\nfrom lib.deep import y\nFOUND = x.NAME + y.NAME\n"


@pytest.fixture
def folder(tmp_path):
    """Makes a folder with a strategy and a package, of such a name."""

    def made(name, init=False):
        deep = tmp_path / name / "lib" / "deep"
        deep.mkdir(parents=True)
        (tmp_path / name / "s.py").write_text(STRATEGY)
        for package in (deep, deep.parent) if init else ():
            (package / "__init__.py").write_text("")
        (deep.parent / "x.py").write_text(f"NAME = {name!r}\n")
        (deep / "y.py").write_text(f"NAME = {name.upper()!r}\n")
        return tmp_path / name / "s.py"

    return made


@pytest.mark.parametrize("init", [False, True])
def test_packages_of_the_same_name_are_each_file_s_own(folder, init):
    files = [folder("a", init), folder("b", init)]
    before = set(sys.modules)
    found = [load(file) for file in files]
    assert [each.module.FOUND for each in found] == ["aA", "bB"]
    assert [each.files["lib/x.py"] for each in found] == ["NAME = 'a'\n", "NAME = 'b'\n"]
    assert set(sys.modules) == before


def test_the_file_is_kept_first_and_its_modules_in_order(folder):
    file = folder("a", init=True)
    file.write_text("from lib.deep import y\n" + STRATEGY)
    kept = ["s.py", "lib/__init__.py", "lib/deep/__init__.py", "lib/deep/y.py", "lib/x.py"]
    assert list(load(file).files) == kept


def test_a_helper_that_is_a_link_is_the_folder_s_own(tmp_path):
    for name in "ab":
        for place in (tmp_path / name, tmp_path / f"shared-{name}"):
            place.mkdir()
        shared = tmp_path / f"shared-{name}" / "anything.py"
        shared.write_text(f"NAME = {name!r}\n")
        (tmp_path / name / "helper.py").symlink_to(shared)
        (tmp_path / name / "s.py").write_text("import helper\nFOUND = helper.NAME\n")
    found = [load(tmp_path / name / "s.py") for name in "ab"]
    assert [each.module.FOUND for each in found] == ["a", "b"]
    assert found[1].files["helper.py"] == "NAME = 'b'\n"
    assert "helper" not in sys.modules


def test_a_folder_that_is_a_link_has_its_modules(tmp_path, folder):
    (tmp_path / "link").symlink_to(folder("a").parent)
    found = load(tmp_path / "link" / "s.py")
    assert found.module.FOUND == "aA"
    assert list(found.files) == ["s.py", "lib/deep/y.py", "lib/x.py"]


def test_what_is_installed_in_the_folder_or_lies_elsewhere_stays_loaded(tmp_path, monkeypatch):
    places = {"elsewhere": tmp_path / "other", "installed": tmp_path / "a" / "site-packages"}
    for name, place in places.items():
        place.mkdir(parents=True)
        (place / f"{name}.py").write_text("")
        monkeypatch.syspath_prepend(place)
        monkeypatch.delitem(sys.modules, name, raising=False)
    file = tmp_path / "a" / "s.py"
    file.write_text("import elsewhere, installed\n")
    assert list(load(file).files) == ["s.py"]
    for name in places:
        assert sys.modules.pop(name).__name__ == name


def test_what_raises_leaves_nothing_behind(folder):
    file = folder("a")
    file.write_text(STRATEGY + "raise KeyError('here')\n")
    before, paths = set(sys.modules), list(sys.path)
    with pytest.raises(KeyError, match="here"):
        load(file)
    assert (set(sys.modules), sys.path) == (before, paths)


def test_what_a_file_says_is_run_and_not_what_it_said_a_moment_ago(tmp_path, monkeypatch):
    """Bytecode is held against the length and the second of its text alone."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    file, beside = tmp_path / "mine.py", tmp_path / "pack" / "beside.py"
    beside.parent.mkdir()
    for value in (1, 2):
        file.write_text("from pack.beside import number\nown = 1\n".replace("1", str(value)))
        beside.write_text(f"number = {value}\n")
        for each in (file, beside):
            os.utime(each, (1_000_000_000, 1_000_000_000))
        found = load(file)
        assert found.module.own == value
        assert found.module.number == value
        assert found.files["pack/beside.py"] == f"number = {value}\n"
    assert list(tmp_path.rglob("__pycache__")) == []
    assert not any(path.startswith(str(tmp_path)) for path in sys.path_importer_cache)
