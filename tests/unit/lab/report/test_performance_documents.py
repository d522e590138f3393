"""docs/performance is made from results: a figure typed by hand, or a stale one, fails."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from farthing.lab.results.read import write
from tests.unit.lab.report.lab_results import (
    comparison,
    every,
    ledger,
    load,
    peers,
    profile,
    run,
    scale,
)
from tools.performance import BEGIN, END, FOLDER, main
from tools.performance_claims import claims
from tools.performance_tables import before_after, known
from tools.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDED = "main (run.py:1);step (run.py:2) 70\n"
NAMES = {
    "ledger": ["ledger-loop"],
    "database": ["database-postgresql", "database-sqlite"],
    "load": ["load-light"],
}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with one template, and a README that shows peers."""
    (tmp_path / FOLDER / "text").mkdir(parents=True)
    template(tmp_path, "run", '{{ tables(result("run")) }}')
    (tmp_path / "README.md").write_text(f"# Title\n{BEGIN}\nold\n{END}\nrest\n")
    keep(tmp_path, "run")
    return tmp_path


def template(root: Path, name: str, text: str) -> None:
    (root / FOLDER / "text" / f"{name}.md.j2").write_text(text)


CLUSTER = ("benchmarks/cluster.toml", "docs/performance/results/memory/long-1000000.json")
"""What the page of the cluster is made of."""


def copied(root: Path, *files: str) -> None:
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text((ROOT / file).read_text())


def keep(root: Path, name: str, *more: str) -> None:
    result = run(with_error=False)
    cases = (*result.cases, *(result.cases[0].model_copy(update={"case": case}) for case in more))
    made = result.model_copy(update={"cases": cases})
    write(made, root / FOLDER / "results" / f"{name}.json")


def test_a_document_is_made_from_its_result(checkout: Path) -> None:
    assert main([], checkout) == 0
    text = (checkout / FOLDER / "run.md").read_text()
    assert text.startswith("<!-- made by `make docs-performance`")
    assert "| c-D | 2.00 ms |" in text
    assert main(["--check"], checkout) == 0


def test_a_changed_document_is_told(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([], checkout)
    (checkout / FOLDER / "run.md").write_text("2 ms")
    assert main(["--check"], checkout) == 1
    assert "docs/performance/run.md differs" in capsys.readouterr().err


def test_a_document_that_was_never_written_is_told(checkout: Path) -> None:
    assert main(["--check"], checkout) == 1


def test_a_document_without_its_result_is_left_out_and_must_not_be_there(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main([], checkout)
    (checkout / FOLDER / "results" / "run.json").unlink()
    assert main(["--check"], checkout) == 1
    assert "run.md is there, but there is no docs/performance/results/run.json" in (
        capsys.readouterr().err
    )
    assert main([], checkout) == 0
    assert not (checkout / FOLDER / "run.md").exists()
    assert main(["--check"], checkout) == 0


def test_a_figure_in_prose_is_told(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    template(checkout, "prose", "# Part 1\n\nIt takes 3 ms in `c-D2` ([table](t1.md)).\n")
    main([], checkout)
    assert main(["--check"], checkout) == 1
    assert "prose.md.j2: 'It takes 3 ms in" in capsys.readouterr().err


def test_a_drawing_that_no_document_shows_is_told_and_removed(checkout: Path) -> None:
    orphan = checkout / FOLDER / "flames" / "gone.svg"
    orphan.parent.mkdir()
    orphan.write_text("<svg/>")
    main([], checkout)
    assert not orphan.exists()
    orphan.write_text("<svg/>")
    assert main(["--check"], checkout) == 1


def test_the_readme_has_the_table_of_peers(checkout: Path) -> None:
    write(peers(), checkout / FOLDER / "results" / "peers.json")
    main([], checkout)
    text = (checkout / "README.md").read_text()
    assert text.startswith(f"# Title\n{BEGIN}\n| work | farthing | beside it | ratio |")
    assert text.endswith(f"{END}\nrest\n")
    assert "old" not in text
    assert main(["--check"], checkout) == 0


def test_a_readme_whose_table_has_no_end_is_refused(checkout: Path) -> None:
    write(peers(), checkout / FOLDER / "results" / "peers.json")
    (checkout / "README.md").write_text(BEGIN)
    with pytest.raises(SystemExit, match="without"):
        main([], checkout)


def test_a_section_that_is_not_there_is_refused(checkout: Path) -> None:
    template(checkout, "run", '{{ tables(result("run"), "no-such") }}')
    with pytest.raises(SystemExit, match="a run has no section no-such"):
        main([], checkout)


def test_the_projects_own_templates_render_with_a_result_of_each_kind(checkout: Path) -> None:
    for file in (ROOT / FOLDER / "text").glob("*.j2"):
        (checkout / FOLDER / "text" / file.name).write_text(file.read_text())
    results = checkout / FOLDER / "results"
    for result in every():
        for name in NAMES.get(result.kind, [result.kind]):
            write(result, results / f"{name}.json")
    keep(checkout, "heavy", "start-help")
    keep(checkout, "heavy-before")
    keep(checkout, "claims")
    (results / "claims.toml").write_text(CLAIMS)
    known_file(results / "known.toml")
    folder = results / "profiles" / "c-D"
    write(profile(with_memory=True), folder / "profile.json")
    (folder / "sampling.folded").write_text(FOLDED)
    copied(checkout, *CLUSTER)
    main([], checkout)
    for file in (ROOT / FOLDER / "text").glob("*.j2"):
        assert (checkout / FOLDER / file.name.removesuffix(".j2")).exists(), file.name
    assert main(["--check"], checkout) == 0


def test_a_page_without_the_figures_it_is_made_of_is_left_out(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template(checkout, "cluster", '{{ cluster(result("heavy"), memories()) }}')
    keep(checkout, "heavy")
    main([], checkout)
    assert "there is no memory/long-1000000.json" in capsys.readouterr().out
    copied(checkout, *CLUSTER)
    main([], checkout)
    assert "there is no case start-help in heavy.json" in capsys.readouterr().out
    assert not (checkout / FOLDER / "cluster.md").exists()
    keep(checkout, "heavy", "start-help")
    main([], checkout)
    assert "## What losing nodes costs" in (checkout / FOLDER / "cluster.md").read_text()


def known_file(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        '[[known]]\ncase = "c-D"\nseconds = 0.1\nfrom = "another engine"\n'
        '[[known]]\ncase = "c-D"\nless = "c-D"\nseconds = 0.1\nfrom = "another engine"\n'
        '[[known]]\ncase = "c-D"\nby = "fills"\nseconds = 0.1\nfrom = "another engine"\n'
        '[[known]]\ncase = "gone"\nseconds = 0.1\nfrom = "another engine"\n'
    )
    return file


def test_known_figures_stand_beside_ours(tmp_path: Path) -> None:
    text = known(run(), known_file(tmp_path / "known.toml"))
    assert "| c-D | 2.00 ms | 100 ms | 50.0x | another engine |" in text
    assert "| c-D | 0 s | 100 ms | – | another engine |" in text
    assert "| c-D, a call | 2.21 µs | 100 ms | 45,300x | another engine |" in text
    assert "gone" not in text


CLAIMS = """
[[claim]]
what = "all of it"
case = "c-D"
required = 0.002
claimed = 0.0019
aim = 1.0

[[claim]]
what = "a fill"
case = "c-D"
by = "fills"

[[claim]]
what = "a request"
load = "load-light"
kind = "read bars"
required = 0.01
"""


def test_claims_stand_beside_ours_and_what_is_missed_is_said() -> None:
    text = claims_of(CLAIMS)
    assert "| all of it | 2.00 ms | 1.90 ms | 1.00 s | 2.00 ms | all but claimed | c-D |" in text
    assert "| a fill | – | – | – | 2.21 µs | – | c-D |" in text
    assert "| a request | 10.0 ms | – | – | 10.0 ms | all | load-light |" in text
    with pytest.raises(ValueError, match="load-light has no answer to 'posts'"):
        claims_of('[[claim]]\nwhat = ""\nload = "load-light"\nkind = "posts"')


def test_a_claim_may_be_held_by_a_fact_or_by_the_work_of_a_case() -> None:
    made = run(with_error=False)
    (reading, *_), *_ = (case.readings for case in made.cases)
    told = reading.model_copy(update={"work": 1000, "facts": {"p99 ns": "1,500 (within 2,000)"}})
    case = made.cases[0].model_copy(update={"readings": (told,)})
    shown = claims(
        tomllib.loads(
            '[[claim]]\nwhat = "slow"\ncase = "c-D"\nfact = "p99 ns"\n'
            '[[claim]]\nwhat = "each"\ncase = "c-D"\nby = "work"\n'
        )["claim"],
        made.model_copy(update={"cases": (case,)}),
        lambda _: load(),
    )
    assert "| slow | – | – | – | 1.50 µs |" in shown
    assert "| each | – | – | – | 1.96 µs |" in shown


def claims_of(text: str) -> str:
    return claims(tomllib.loads(text)["claim"], run(with_error=False), lambda _: load())


def test_before_and_after_are_of_one_machine() -> None:
    assert "| c-D | 2.00 ms | 2.00 ms | 1.00x |" in before_after(run(), run())
    other = run().machine.model_copy(update={"cpu": "another"})
    with pytest.raises(SystemExit, match="two machines"):
        before_after(run().model_copy(update={"machine": other}), run())


def test_a_kind_that_is_no_run_is_refused() -> None:
    with pytest.raises(AssertionError):
        before_after(comparison(), scale())
    with pytest.raises(AssertionError):
        before_after(ledger(), run())


def test_the_readme_says_what_exactness_costs_from_its_result(checkout: Path) -> None:
    results = checkout / FOLDER / "results"
    write(peers(), results / "peers.json")
    write(next(each for each in every() if each.kind == "overhead"), results / "overhead.json")
    assert main([], checkout) == 0
    text = (checkout / "README.md").read_text()
    assert "What exactness costs, against the same kernel in floats" in text
    assert text.index(BEGIN) < text.index("What exactness costs") < text.index(END)


def test_our_readme_has_the_marks_that_its_table_goes_between() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
