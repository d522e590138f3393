"""What a result says, before it is drawn: titles, findings, what is told first."""

from __future__ import annotations

import pytest

from farthing.errors import ConfigurationError
from farthing.lab.profile.views import WORDS as PROFILE_WORDS
from farthing.lab.report import document_of
from farthing.lab.report.document import Document
from farthing.lab.report.documents import DOCUMENTS
from farthing.lab.results.comparison import Verdict
from farthing.lab.results.file import ResultFile
from farthing.lab.results.peers import PeerFailure
from farthing.lab.results.read import KINDS
from tests.unit.lab.report.lab_results import (
    FAST,
    FILE,
    SLOW,
    compared,
    comparison,
    estimate,
    every,
    experiment,
    functions,
    history,
    overhead,
    peers,
    raised,
    run,
    scale,
    selftest,
)


def words_of(found: Document, section: str) -> list[list[str]]:
    """The rows of a section's first table."""
    (part,) = [part for part in found.sections if part.name == section]
    return [[cell.words for cell in row] for row in part.tables[0].rows]


def test_there_is_a_document_of_every_kind_of_result() -> None:
    assert set(DOCUMENTS) == set(KINDS) == {result.kind for result in every()}


@pytest.mark.parametrize("result", every(), ids=lambda result: result.kind)
def test_every_table_is_whole(result: ResultFile) -> None:
    found = document_of(result)
    assert found.title
    assert found.standfirst
    sheets = [sheet for section in found.sections for sheet in section.tables]
    assert sheets
    for sheet in sheets:
        assert {len(row) for row in sheet.rows} == {len(sheet.names)}
        assert set(sheet.words) <= {*sheet.names, *PROFILE_WORDS}
    names = [section.name for section in found.sections if not section.is_empty]
    assert len(set(names)) == len(names)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="no report of a tune: there are run, comparison"):
        document_of(ResultFile(**{**FILE, "kind": "tune"}))


def test_a_comparison_begins_with_its_verdict_and_the_worst_case() -> None:
    found = document_of(comparison(FAST, SLOW))
    assert (found.title, found.tone) == ("Fail", "loss")
    assert found.standfirst == "Worst of 2 cases is b-D: 15.2 % slower (14.0 % to 16.4 %)."
    assert [row[0] for row in words_of(found, "cases")] == ["b-D", "c-D"]


def test_a_pass_names_the_slowest_case() -> None:
    found = document_of(comparison(FAST, compared("c-H", Verdict.PASS, 1.02)))
    assert found.title == "Pass"
    assert found.standfirst.startswith(
        "No regression in 2 cases. The slowest against its base is c"
    )
    assert "c-H: 2.0 % slower" in found.standfirst


def test_what_was_not_compared_is_told_first() -> None:
    found = document_of(comparison(FAST, expected=("c-D", "b-D")))
    assert found.title == "Error"
    assert found.banners == ("Not compared, though expected: b-D.",)
    assert document_of(comparison(expected=("b-D",))).standfirst == "No case was compared."


def test_a_control_that_shows_a_difference_is_told() -> None:
    loud = compared("c-D", Verdict.WARN, 1.12, control=estimate(1.05))
    assert (
        "base against base, shows a difference itself in c-D"
        in document_of(comparison(loud)).banners[0]
    )


def test_an_accepted_slowdown_is_told_with_its_reason() -> None:
    meant = compared("c-D", Verdict.PASS, 1.2, "20.0 % slower, accepted up to 50.0 %: prices are "
                     "checked twice", accepted="prices are checked twice")  # fmt: skip
    found = document_of(comparison(meant))
    assert found.banners[0].startswith("Accepted: c-D, 20.0 % slower")
    assert words_of(found, "cases")[0][1] == "Accepted"


def test_other_answers_are_no_speed() -> None:
    other = compared("c-D", Verdict.ERROR, 0.5, "the answers differ", head_digest="d2")
    found = document_of(comparison(other))
    assert found.standfirst == "c-D: the answers differ."
    assert words_of(found, "answers") == [["c-D", "d1", "d2", "differs"]]
    (part,) = [part for part in found.sections if part.name == "answers"]
    assert part.finding.startswith("Other answers in c-D")


def test_a_case_that_raised_has_no_figure_and_all_its_words() -> None:
    found = document_of(comparison(raised("a1-H")))
    assert set(words_of(found, "cases")[0][2:]) == {"–"}
    (part,) = [part for part in found.sections if part.name == "reasons"]
    assert part.quotes == (("a1-H", "Traceback\nValueError: no such <price>"),)


def test_instructions_have_a_column_where_they_were_counted() -> None:
    counted = compared("c-D", Verdict.PASS, instruction_ratio=1.0123)
    sheet = document_of(comparison(counted)).sections[0].tables[0]
    assert "+1.23 %" in [cell.words for cell in sheet.rows[0]]
    assert "Instructions" not in document_of(comparison(FAST)).sections[0].tables[0].names


def test_a_run_says_what_raised() -> None:
    found = document_of(run())
    assert found.title == "1 case raised"
    assert words_of(found, "cases") == [
        ["c-D", "2.00 ms", "1.96 ms", "2.04 ms", "2.00 ms", "50.0 MiB", "500,000", "906"],
        ["b-D", "raised", "–", "–", "–", "–", "–", "–"],
    ]
    assert document_of(run(with_error=False)).title == "1 case"


@pytest.mark.parametrize(
    ("said", "title"), [(Verdict.FAIL, "The gate is right"), (Verdict.PASS, "The gate is wrong")]
)
def test_a_selftest_says_whether_the_gate_is_right(said: Verdict, title: str) -> None:
    assert document_of(selftest(said)).title == title


def test_an_experiment_is_wrong_where_comparisons_are_missing() -> None:
    assert document_of(experiment()).title == "The gate is to be believed"
    assert document_of(experiment(made=1)).title == "The gate is wrong"
    assert document_of(experiment(made=0)).title == "The gate is wrong"
    row = words_of(document_of(experiment()), "verdicts")[0]
    assert row == ["nothing", "0 %", "0 %", "10 %", "2 of 2", "0", "0", "0", "0", "2",
                   "at least 1 pass, no fail", "yes"]  # fmt: skip


def test_an_engine_that_is_faster_than_ours_is_named() -> None:
    assert "Ours is faster in all of them." in document_of(peers()).standfirst
    assert "Faster than ours: tortoise in D (class)." in document_of(peers(0.5)).standfirst


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ({"low": 0.9, "high": 4.4}, "Not shown to be slower: tortoise in D (class)."),
        ({"low": None, "high": None}, "Slower in the one pair that there is"),
    ],
)
def test_an_engine_is_slower_where_its_interval_says_so(ends: dict[str, float], words: str) -> None:
    found = peers()
    rows = tuple(
        row.model_copy(update={"ratio": row.ratio.model_copy(update=ends)}) if row.ratio else row
        for row in found.rows
    )
    said = document_of(found.model_copy(update={"rows": rows})).standfirst
    assert words in said
    assert "faster in all" not in said


def test_the_overhead_of_a_run_stands_for_the_whole_where_nothing_was_run_whole() -> None:
    words = "batch, narrow: +4.0 % on average, +4.0 % at worst (D)."
    assert document_of(overhead()).standfirst == words
    assert document_of(overhead("run")).standfirst == words
    assert words_of(document_of(overhead()), "modules") == [["D, batch, narrow", "+5.00 %",
                                                             "+5.00 %"]]  # fmt: skip


def test_functions_that_plain_python_does_faster_are_counted() -> None:
    found = document_of(functions())
    assert found.standfirst.endswith("faster in 1 of 2 rows.")
    assert words_of(found, "largest") == [["signals.sma, floats", "40.0x"],
                                          ["signals.ema, floats", "0.80x"]]  # fmt: skip


def test_why_digits_may_differ_is_told_once_a_reason() -> None:
    made = functions()
    rows = [
        row.model_copy(update={"ulps": ulps, "ulps_allowed": 8, "reason": "a sum of floats"})
        for row, ulps in zip(made.rows, (0, 3), strict=True)
    ]
    found = document_of(made.model_copy(update={"rows": tuple(rows)}))
    (part,) = [part for part in found.sections if part.name == "digits"]
    assert part.points == (
        "signals.sma, signals.ema: a sum of floats (at most 3 last places off).",
    )
    assert not part.is_detail
    exact = made.model_copy(update={"rows": made.rows[:1]})
    (part,) = [part for part in document_of(exact).sections if part.name == "digits"]
    assert part.is_empty


def test_what_gave_no_figure_is_told_first() -> None:
    failures = (
        PeerFailure(engine="hare", reason="no wheel"),
        PeerFailure(engine="snail", reason="too slow", workload="D", way="class"),
        PeerFailure(engine="snail", reason="too slow", workload="H", way="arrays"),
    )
    found = document_of(peers().model_copy(update={"failures": failures}))
    assert found.banners == (
        "NOT SHOWN: hare, which failed.",
        "NOT SHOWN: snail in D (class), H (arrays), which failed.",
    )
    assert found.tone == "loss"
    nothing = document_of(peers().model_copy(update={"failures": failures, "rows": ()}))
    assert nothing.standfirst == "Nothing was compared."
    assert document_of(peers().model_copy(update={"failures": ()})).banners == ()


def test_growth_that_is_worse_than_linear_is_named() -> None:
    assert document_of(scale(1.3)).title == "Worse than linear"
    assert "time against bars" in document_of(scale(1.3)).standfirst
    assert document_of(scale(1.0)).title == "Linear at worst"


def test_a_history_says_where_a_level_changes() -> None:
    found = document_of(history())
    assert found.title == "1 change of level"
    assert words_of(found, "changes") == [["c-D", "d", "1.00 ms", "2.00 ms", "+100.0 %",
                                           "rank, cusum"]]  # fmt: skip
    assert found.banners == ("c-D came to another answer at d.",)
    assert document_of(history(across_machines=True)).banners == (
        "2 machines are mixed: levels differ by machine.", *found.banners,
    )  # fmt: skip
