"""The page of the architecture has the layers that imports are held to."""

import tomllib

from tidy.tree import ROOT

COLUMNS = 23
"""What stands before it on a line are names of packages."""


def test_the_page_has_the_layers_of_the_contract():
    page = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    block = page.split("Imports point down only:\n```\n")[1].split("```")[0]
    told = [set(line[:COLUMNS].split()) for line in block.splitlines()]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (layers,) = [each["layers"] for each in contracts if each["type"] == "layers"]
    apart = {"testing", "__main__"}
    held = [set(layer.replace(" ", "").split("|")) for layer in layers]
    assert told == [layer for layer in held if layer != apart]
