"""The performance lab: benchmarks, profiles, and a gate that can be believed (extra ``lab``).

What a command of ``farthing bench`` and ``farthing profile`` does, a function here does too, and
gives a frozen result. Nothing is imported before it is asked for. The names are verbs: the modules
behind them have the nouns.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from farthing.lab.cases import CasesFile, PytestFolder, StrategyCase, source_in
    from farthing.lab.compare import Budget, compare_sides
    from farthing.lab.experiment import Planted
    from farthing.lab.experiment import experiment as run_experiment
    from farthing.lab.functions.run import functions as compare_functions
    from farthing.lab.gate import write_down as write_gate
    from farthing.lab.history import append as add_to_history
    from farthing.lab.history import history as tell_history
    from farthing.lab.ledger import judge_plan
    from farthing.lab.machine import machine as machine_facts
    from farthing.lab.overhead.run import overhead as measure_overhead
    from farthing.lab.peers.run import peers as measure_peers
    from farthing.lab.process import Rounds
    from farthing.lab.profile.comparison import compare as compare_profiles
    from farthing.lab.profile.context import ProfileContext
    from farthing.lab.profile.run import profile as run_profile
    from farthing.lab.report.markdown import markdown
    from farthing.lab.report.page import page
    from farthing.lab.results.comparison import ComparisonResult, Thresholds, Verdict
    from farthing.lab.results.functions import FunctionsResult
    from farthing.lab.results.history import HistoryResult
    from farthing.lab.results.ledger import Report as LedgerReport
    from farthing.lab.results.memory import MemoryProfile
    from farthing.lab.results.overhead import OverheadResult
    from farthing.lab.results.peers import PeersResult
    from farthing.lab.results.profile import ProfileResult
    from farthing.lab.results.profile_comparison import ProfileComparison
    from farthing.lab.results.read import read, write
    from farthing.lab.results.run import RunResult
    from farthing.lab.results.scale import ScaleResult
    from farthing.lab.results.selftest import SelftestResult
    from farthing.lab.run import bench
    from farthing.lab.scale.run import scale as measure_scale
    from farthing.lab.selftest import selftest as run_selftest

PLACES = {
    "bench": "run:bench",
    "compare_sides": "compare:compare_sides",
    "write_gate": "gate:write_down",
    "run_selftest": "selftest:selftest",
    "run_experiment": "experiment:experiment",
    "measure_overhead": "overhead.run:overhead",
    "measure_peers": "peers.run:peers",
    "measure_scale": "scale.run:scale",
    "compare_functions": "functions.run:functions",
    "add_to_history": "history:append",
    "tell_history": "history:history",
    "judge_plan": "ledger:judge_plan",
    "run_profile": "profile.run:profile",
    "compare_profiles": "profile.comparison:compare",
    "ProfileContext": "profile.context:ProfileContext",
    "source_in": "cases:source_in",
    "CasesFile": "cases:CasesFile",
    "StrategyCase": "cases:StrategyCase",
    "PytestFolder": "cases:PytestFolder",
    "Rounds": "process:Rounds",
    "Budget": "compare:Budget",
    "Planted": "experiment:Planted",
    "Thresholds": "results.comparison:Thresholds",
    "Verdict": "results.comparison:Verdict",
    "RunResult": "results.run:RunResult",
    "ComparisonResult": "results.comparison:ComparisonResult",
    "SelftestResult": "results.selftest:SelftestResult",
    "OverheadResult": "results.overhead:OverheadResult",
    "PeersResult": "results.peers:PeersResult",
    "ScaleResult": "results.scale:ScaleResult",
    "FunctionsResult": "results.functions:FunctionsResult",
    "HistoryResult": "results.history:HistoryResult",
    "LedgerReport": "results.ledger:Report",
    "ProfileResult": "results.profile:ProfileResult",
    "MemoryProfile": "results.memory:MemoryProfile",
    "ProfileComparison": "results.profile_comparison:ProfileComparison",
    "machine_facts": "machine:machine",
    "read": "results.read:read",
    "write": "results.read:write",
    "markdown": "report.markdown:markdown",
    "page": "report.page:page",
}
"""Where each name stands: a module, and its name there."""

__all__ = [
    "bench", "compare_sides", "write_gate", "run_selftest", "run_experiment", "measure_overhead",
    "measure_peers", "measure_scale", "compare_functions", "add_to_history", "tell_history",
    "judge_plan", "run_profile", "compare_profiles", "ProfileContext", "source_in", "CasesFile",
    "StrategyCase", "PytestFolder", "Rounds", "Budget", "Planted", "Thresholds", "Verdict",
    "RunResult", "ComparisonResult", "SelftestResult", "OverheadResult", "PeersResult",
    "ScaleResult", "FunctionsResult", "HistoryResult", "LedgerReport", "ProfileResult",
    "MemoryProfile", "ProfileComparison", "machine_facts", "read", "write", "markdown", "page",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Imports what is asked for."""
    if name not in PLACES:
        raise AttributeError(f"farthing.lab has no {name!r}")
    module, _, named = PLACES[name].partition(":")
    return getattr(importlib.import_module(f"farthing.lab.{module}"), named)
