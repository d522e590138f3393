"""The tree stands by itself: it names no machine, no neighbour, no registry and no person.

A letter in brackets, or a ``~`` in an example, keeps this file from breaking its own rules.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from tidy.tree import ROOT, lines_with

if TYPE_CHECKING:
    from collections.abc import Iterable

MACHINE_PATH = re.compile(r"(?<![\w/.*~-])/(?:home|Users|root|wor[k]|mnt|srv|opt)/\w|[A-Z]:\\\w")
NEIGHBOUR = re.compile(r"\.\./share[d]")
TRACKER = re.compile(r"\bissu[e]s?\b", re.IGNORECASE)
ADDRESS = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b")
REGISTRY = re.compile(r"pyp[i]\.org|pythonhoste[d]\.org|crate[s]\.io|npmj[s]\.org")


def test_no_machine_path() -> None:
    """A path of one machine works there alone; places come from arguments or settings."""
    assert lines_with(MACHINE_PATH) == []


def test_no_neighbour() -> None:
    """A clean clone has nothing beside it: what a test needs is in the tree or is made by it."""
    assert lines_with(NEIGHBOUR) == []


def test_no_tracker() -> None:
    """A text that sends its reader to a tracker says nothing by itself."""
    assert lines_with(TRACKER) == []


def test_no_address() -> None:
    """People come and go; who wrote a line is known to git, and their address is theirs."""
    assert lines_with(ADDRESS) == []


def test_no_registry() -> None:
    """A host written down would be asked in place of the mirror that a user has configured."""
    assert lines_with(REGISTRY) == []


def locked(file: str) -> list[dict[str, Any]]:
    """The packages of a lock file, our own apart."""
    packages = tomllib.loads((ROOT / file).read_text())["package"]
    return [package for package in packages if not package["name"].startswith("farthing")]


def without_host(urls: Iterable[str]) -> set[str]:
    """The URLs up to their packages, each without the host that the rule knows."""
    return {REGISTRY.sub("", url.partition("/packages/")[0]) for url in urls}


def test_the_lock_of_python_names_one_registry() -> None:
    """A lock made behind a mirror would name it, and nobody else could install from that."""
    packages = locked("uv.lock")
    files = [file for package in packages for file in package.get("wheels", [])]
    files += [package["sdist"] for package in packages if "sdist" in package]
    assert without_host(package["source"]["registry"] for package in packages) == {
        "https:///simple"
    }
    assert without_host(file["url"] for file in files) == {"https://files."}


def test_the_lock_of_rust_names_one_registry() -> None:
    """As for Python: nobody could build from a lock that names somebody's mirror."""
    registries = without_host(package["source"] for package in locked("Cargo.lock"))
    assert registries == {"registry+https://github.com/rust-lang/-index"}


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (MACHINE_PATH, 'open("/ho~me/ann/bars.csv")'),
        (MACHINE_PATH, "see /wo~rk/main"),
        (MACHINE_PATH, "PATH=/o~pt/tool/bin"),
        (MACHINE_PATH, "C:~\\Users"),
        (NEIGHBOUR, "read ../sh~ared/data"),
        (TRACKER, "fixes Is~sue 3"),
        (ADDRESS, "ann@~example.org"),
        (REGISTRY, "https://py~pi.org/simple"),
    ],
)
def test_a_rule_sees_what_it_forbids(pattern: re.Pattern[str], example: str) -> None:
    assert not pattern.search(example)
    assert pattern.search(example.replace("~", ""))


@pytest.mark.parametrize(
    ("pattern", "example"),
    [
        (MACHINE_PATH, "https://example.org/home/page"),
        (MACHINE_PATH, "crates/work/src"),
        (MACHINE_PATH, "#!/usr/bin/env bash"),
        (TRACKER, "the issuer of a share"),
        (ADDRESS, "actions/checkout@v4"),
        (REGISTRY, "uv comes from PyPI"),
    ],
)
def test_a_rule_lets_the_rest_pass(pattern: re.Pattern[str], example: str) -> None:
    assert not pattern.search(example)
