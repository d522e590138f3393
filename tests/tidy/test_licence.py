"""One licence, and the same one wherever it is named."""

from __future__ import annotations

import tomllib

from tidy.tree import ROOT

LICENCE = "Apache-2.0"


def test_the_licence_is_the_same_everywhere() -> None:
    """A package index, a crate and a reader each look at another file; all must find one answer."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    workspace = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]
    text = (ROOT / "LICENSE").read_text().split()
    assert project["license"] == workspace["package"]["license"] == LICENCE
    assert project["license-files"] == ["LICENSE"]
    assert " ".join(text[:4]) == "Apache License Version 2.0,"
    for manifest in sorted(ROOT.glob("crates/*/Cargo.toml")):
        crate = tomllib.loads(manifest.read_text())["package"]
        assert crate["license"] == {"workspace": True}, manifest
