"""The experiment with the gate: counted, kept after every comparison, and gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from farthing.errors import ConfigurationError
from farthing.lab.cases import CasesFile
from farthing.lab.compare import Budget
from farthing.lab.experiment import Planted, experiment
from farthing.lab.process import Plant, Rounds, readings
from farthing.lab.report.experiment import verdicts
from farthing.lab.report.words import DASH, change
from farthing.lab.results.comparison import Verdict
from farthing.lab.results.experiment import ExperimentResult, Group
from farthing.lab.results.read import read, write
from farthing.lab.worker import load

pytestmark = pytest.mark.measures

CASES = CasesFile(file=Path(__file__).parent / "small_cases.py")
SLOWER = Plant(target="cases_of_small_cases:wait", slower=4.0)
QUICK = {"budget": Budget(first=6, most=6, second=6),
         "rounds": Rounds(seconds=0.02, rounds_min=5, rounds_max=9)}  # fmt: skip


def planted(name: str = "five times slower", **more: object) -> Planted:
    told = {"name": name, "share": 4.0, "source": CASES, "cases": ("wait",), "count": 1,
            "plants": (SLOWER,), "least": {Verdict.FAIL: 1}}  # fmt: skip
    return Planted.model_validate(told | more)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[ExperimentResult, Path]:
    """An experiment of one comparison, and the file that it is kept in."""
    kept = tmp_path_factory.mktemp("experiment") / "kept.json"
    return experiment([planted()], kept=kept, **QUICK), kept


def test_verdicts_are_counted_and_held_to_what_they_must_be(
    made: tuple[ExperimentResult, Path],
) -> None:
    result, _ = made
    (group,) = result.groups
    assert group.counts[Verdict.FAIL] == 1
    assert group.is_right
    assert result.exit_code == 0


def test_what_was_found_stands_beside_what_was_planted(
    made: tuple[ExperimentResult, Path],
) -> None:
    table = verdicts(made[0])
    row = dict(zip(table.names, (cell.words for cell in table.rows[0]), strict=True))
    shown = made[0].groups[0].comparisons[0].comparisons[0].shown
    assert shown is not None
    assert row["Share"] == "400 %"
    assert row["Found"] == change(shown.ratio)
    nothing = made[0].model_copy(
        update={"groups": (made[0].groups[0].model_copy(update={"comparisons": ()}),)}
    )
    assert verdicts(nothing).rows[0][2].words == DASH


def test_a_process_is_one_number(made: tuple[ExperimentResult, Path]) -> None:
    case = made[0].groups[0].comparisons[0].comparisons[0]
    assert len(case.readings) == 48
    assert {len(reading.seconds) for reading in case.readings} == {1}
    assert {reading.cpu_seconds for reading in case.readings} == {None}


def test_each_case_of_an_entry_is_a_group(tmp_path: Path) -> None:
    """Each is counted, and kept, by itself, whatever the other's verdict is."""
    entry = planted(cases=("wait", "count"), least={}, most={})
    kept = tmp_path / "kept.json"
    result = experiment([entry], kept=kept, **QUICK)
    slower, same = result.groups
    assert [slower.name, same.name] == ["five times slower, wait", "five times slower, count"]
    for group, case in ((slower, "wait"), (same, "count")):
        (made,) = group.comparisons
        assert (made.cases, [each.case for each in made.comparisons]) == ((case,), [case])
        assert made.verdict is made.comparisons[0].verdict
        assert sum(group.counts.values()) == 1
    assert experiment([entry], kept=kept, **QUICK).groups == result.groups


def test_what_was_made_is_kept_and_not_made_again(made: tuple[ExperimentResult, Path]) -> None:
    result, kept = made
    assert read(kept).model_dump(exclude={"made"}) == result.model_dump(exclude={"made"})
    seen: list[str] = []
    again = experiment([planted()], kept=kept, progress=lambda *step: seen.append(step[2]), **QUICK)
    assert seen == []
    assert again.groups == result.groups


def test_it_goes_on_where_it_ended(made: tuple[ExperimentResult, Path], tmp_path: Path) -> None:
    """A kept group without its comparison is what an interrupted experiment leaves behind."""
    result, _ = made
    left = result.groups[0].model_copy(update={"comparisons": ()})
    write(result.model_copy(update={"groups": (left,)}), tmp_path / "kept.json")
    steps: list[tuple[int, int, str]] = []

    def stop(*step: object) -> None:
        steps.append(step)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        experiment([planted()], kept=tmp_path / "kept.json", progress=stop, **QUICK)
    assert steps == [(0, 1, "five times slower")]


def test_files_of_another_plan_seed_machine_or_kind_are_refused(
    made: tuple[ExperimentResult, Path], tmp_path: Path
) -> None:
    result, kept = made
    with pytest.raises(ConfigurationError, match="another plan or seed"):
        experiment([planted(share=3.0)], kept=kept, **QUICK)
    with pytest.raises(ConfigurationError, match="another plan or seed"):
        experiment([planted()], kept=kept, seed=1, **QUICK)
    elsewhere = result.machine.model_copy(update={"cpu": "another"})
    write(result.model_copy(update={"machine": elsewhere}), tmp_path / "elsewhere.json")
    with pytest.raises(ConfigurationError, match="from another machine"):
        experiment([planted()], kept=tmp_path / "elsewhere.json", **QUICK)
    write(result.groups[0].comparisons[0], tmp_path / "comparison.json")
    with pytest.raises(ConfigurationError, match="is a comparison result: choose another file"):
        experiment([planted()], kept=tmp_path / "comparison.json", **QUICK)


def test_entries_have_names_of_their_own() -> None:
    with pytest.raises(ConfigurationError, match="names of their own"):
        experiment([planted(), planted()])
    with pytest.raises(ConfigurationError, match="names of their own"):
        experiment([])
    with pytest.raises(ValidationError):
        planted(cases=())


def test_a_group_that_lacks_a_comparison_is_not_right() -> None:
    group = Group(name="nothing", share=0, gate=0.1, asked=1)
    assert not group.is_complete
    assert not group.is_right


def test_our_plan_asks_what_was_promised() -> None:
    module = load(Path(__file__).parents[3] / "benchmarks" / "gate_experiment.py")
    nothing, large, medium, small = module.plan()
    assert {entry.count for entry in (nothing, large, medium, small)} == {20}
    assert (nothing.plants, nothing.most, nothing.least) == (
        (), {Verdict.FAIL: 0}, {Verdict.PASS: 16},
    )  # fmt: skip
    assert [(each.share, each.least) for each in (large, medium)] == [
        (0.15, {Verdict.FAIL: 19}), (0.12, {Verdict.FAIL: 17}),
    ]  # fmt: skip
    assert (small.share, small.gate, small.most) == (0.05, 0.05, {Verdict.PASS: 0})
    kinds = ["spin", "spin", "sleep"]
    assert [plant.how for plant in large.plants] == kinds
    assert large.cases == ("kernel", "python", "reading")


def test_our_cases_answer_alike_with_what_is_planted() -> None:
    module = load(Path(__file__).parents[3] / "benchmarks" / "gate_experiment.py")
    (_, large, *_) = module.plan(1)
    rounds = Rounds(seconds=0.01)
    base = readings(large.source, large.cases, rounds=rounds)
    head = readings(large.source, large.cases, rounds=rounds, plants=large.plants)
    assert [each.digest for each in base] == [each.digest for each in head]
    assert len({each.digest for each in base}) == 3
