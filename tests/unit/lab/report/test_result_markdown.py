"""Results in Markdown: the comment of a pull request, and tables for documents."""

from __future__ import annotations

import pytest

from farthing.lab.report import markdown
from farthing.lab.report.documents import document
from farthing.lab.report.markdown import MARKER
from farthing.lab.results.comparison import Verdict
from farthing.lab.results.file import ResultFile
from tests.unit.lab.report.lab_results import FAST, SLOW, compared, comparison, every, raised
from tools import comment


def test_all_that_passes_is_silent() -> None:
    assert markdown(comparison(FAST)) == ""


def test_the_first_line_is_the_verdict_and_the_worst_case_with_its_interval() -> None:
    first, second, *_ = markdown(comparison(FAST, SLOW)).splitlines()
    assert first == "**Fail.** Worst of 2 cases is b-D: 15.2 % slower (14.0 % to 16.4 %)."
    assert second == MARKER == comment.MARKER


def test_the_table_has_what_did_not_pass() -> None:
    text = markdown(comparison(FAST, SLOW))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows] == ["| Case", "| b-D"]
    assert "- **b-D**: 15.2 % slower, found again" in text
    assert "1 of 2 pass. tree against main (abc123)" in text


def test_accepted_slowdowns_are_listed() -> None:
    meant = compared("c-H", Verdict.PASS, 1.2, "20.0 % slower, accepted up to 50.0 %: on purpose",
                     accepted="on purpose")  # fmt: skip
    assert "> Accepted: c-H, 20.0 % slower, accepted up to 50.0 %: on purpose" in markdown(
        comparison(SLOW, meant)
    )


def test_an_accepted_slowdown_is_told_where_all_passes() -> None:
    meant = compared("c-H", Verdict.PASS, 1.2, "20.0 % slower, accepted up to 50.0 %: on purpose",
                     accepted="on purpose")  # fmt: skip
    text = markdown(comparison(FAST, meant))
    assert "> Accepted: c-H, 20.0 % slower" in text
    assert "2 of 2 pass" in text


def test_what_is_missing_is_told_where_nothing_was_compared() -> None:
    text = markdown(comparison(expected=("b-D",)))
    assert text.startswith("**Error.** No case was compared.")
    assert "Not compared, though expected: b-D." in text


def test_words_of_a_program_are_no_markdown() -> None:
    text = markdown(comparison(raised("a|b", "x\nValueError: `no` *such* <price> | [here]")))
    assert r"- **a|b**: ValueError: \`no\` \*such\* \<price> | \[here]" in text
    assert r"| a\|b | Error |" in text


def test_a_long_reason_is_cut() -> None:
    text = markdown(comparison(raised("b-D", "y" * 999)))
    assert "y" * 300 + "…" in text
    assert "y" * 301 not in text.split("\n- ")[1]


@pytest.mark.parametrize(
    "result", [each for each in every() if each.kind != "comparison"], ids=lambda each: each.kind
)
def test_tables_of_every_other_kind_are_whole(result: ResultFile) -> None:
    text = markdown(result)
    made = document(result)
    assert text.startswith(f"**{made.title}.** ")
    assert text.rstrip().endswith(" UTC.")
    assert all(fact.name in text for fact in made.facts)
    blocks = [block for block in text.split("\n\n") if block.startswith("| ")]
    assert blocks
    for block in blocks:
        lines = block.splitlines()
        pipes = {line.replace(r"\|", "").count("|") for line in lines if line.startswith("|")}
        assert len(pipes) == 1, block
