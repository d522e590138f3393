"""The real profilers on ten days of three assets."""

import json
import os
import pstats
import sys
import xml.etree.ElementTree as ET

import pytest
from typer.testing import CliRunner

from farthing import run
from farthing.cli.profile import app
from farthing.cli.profile_tables import show
from farthing.data import Catalog
from farthing.errors import ConfigurationError
from farthing.lab.cases import StrategyCase
from farthing.lab.flame import read_folded
from farthing.lab.process import CaseRaised
from farthing.lab.profile import compare, profile, sampling
from farthing.lab.profile.fresh import ProfilerFailed
from farthing.lab.profile.run import AnswerChanged
from farthing.lab.results.profile import ProfileResult
from farthing.lab.results.read import read

pytestmark = pytest.mark.measures

ALL = ("cprofile", "sampling", "memory", "lines", "tree")


@pytest.fixture(scope="module")
def made(busy, tmp_path_factory):
    """A profile by all profilers, and its folder; what counts lines of tests stays outside."""
    with pytest.MonkeyPatch.context() as environment:
        for name in [name for name in os.environ if "COVERAGE" in name]:
            environment.delenv(name)
        yield _made(busy, tmp_path_factory)


def _made(busy, tmp_path_factory):
    out = tmp_path_factory.mktemp("profiles") / "busy"
    told = []
    result = profile(busy, ALL, out, seconds=1.0, progress=lambda *step: told.append(step))
    assert [name for _, _, name in told] == ["unwatched", *ALL, "page"]
    return result, out


def test_the_answer_is_that_of_a_run_without_a_profiler(made, busy):
    plain = run(busy.file, bars=Catalog(busy.home).bundle("ten").bars())
    assert made[0].digest == plain.digest
    assert made[0].facts["fills"] == str(plain.outcome.fills)


def test_every_file_is_there_and_linked(made):
    result, out = made
    assert {each.name for each in out.iterdir()} == {"profile.json", *result.files}
    page = (out / "index.html").read_text()
    for name in {"profile.json", *result.files} - {"index.html"}:
        assert f'href="{name}"' in page
    assert {
        *("profile.pstats", "sampling.folded", "flame.svg", "tree.html", "lines.txt"),
        *("tree.speedscope.json", "memory.bin", "memory.svg"),
    } <= set(result.files)


def test_the_result_is_read_again(made):
    result, out = made
    again = read(out / "profile.json")
    assert isinstance(again, ProfileResult)
    assert again == result


def test_the_page_has_its_sections_and_fetches_nothing(made):
    page = (made[1] / "index.html").read_text()
    sections = ("targets", "flame", "parts", "sides", "functions", "lines", "memory", "files")
    assert all(f'<section id="{name}"' in page for name in sections)
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert 'name="viewport"' in page


def test_the_calls_are_readable_by_pstats(made):
    stats = pstats.Stats(str(made[1] / "profile.pstats")).get_stats_profile()
    assert "on_bar" in stats.func_profiles
    assert stats.total_tt > 0


def test_calls_are_counted_exactly(made):
    functions = {each.label: each for each in made[0].cprofile.functions}
    assert functions["busy:tiny"].calls == 50_000
    assert functions["busy:Busy.on_bar"].calls == 10
    assert functions["farthing._core:Context.sma"].calls == 20
    assert functions["farthing._core:run_bars"].category == "ledger and orders"


def test_the_flame_graph_is_a_picture_of_the_stacks(made):
    result, out = made
    root = ET.fromstring((out / "flame.svg").read_text())
    assert root.tag.endswith("svg")
    stacks = read_folded((out / "sampling.folded").read_text())
    assert sum(stacks.values()) == result.sampling.samples
    assert any("Busy.on_bar (busy.py)" in stack for stack in stacks)


def test_shares_sum_to_one_hundred_percent(made):
    for table in made[0].tables:
        for parts in (table.categories, table.modules):
            assert sum(part.share for part in parts) == pytest.approx(1)
        assert sum(function.own for function in table.functions) == pytest.approx(1)


def test_the_shares_of_both_profilers_stand_beside_each_other(made):
    """How far they are apart is the machine's; what is further apart than 5 points is flagged."""
    pairs = {pair.name: pair for pair in made[0].two_shares}
    assert {"busy:tiny", "busy:Busy.on_bar"} <= set(pairs)
    shares = [share for pair in pairs.values() for share in (pair.cprofile, pair.sampling)]
    assert all(0 <= share <= 1 for share in shares)
    assert all(abs(pair.points) > 5 for pair in pairs.values() if pair.flagged)


def test_a_function_that_sleeps_waits(made):
    """It is told apart as long as it sleeps longer than all functions queue for a core."""
    (found,) = [each for each in made[0].targets if each.name == "time:sleep"]
    assert found.bound in ("waiting", "unknown")
    assert found.cpu is None or found.cpu < 0.1
    assert found.calls == 10


def test_targets_are_ranked(made):
    shares = [each.share for each in made[0].targets]
    assert shares == sorted(shares, reverse=True)
    assert {"busy:tiny", "busy:Busy.on_bar"} <= {each.name for each in made[0].targets}


def test_lines_are_those_of_the_strategy(made):
    lines = {each.name: each for each in made[0].lines}
    on_bar = lines["busy:Busy.on_bar"]
    hits = {line.words.strip(): line.hits for line in on_bar.lines}
    assert hits["total = tiny(total)"] == 50_000
    assert sum(line.share for line in on_bar.lines) == pytest.approx(1)
    assert any(name.startswith("farthing.") for name in lines)
    assert "Busy.on_bar" in (made[1] / "lines.txt").read_text()


def test_the_tree_is_for_readers_and_for_speedscope(made):
    page = (made[1] / "tree.html").read_text()
    assert "on_bar" in page
    assert "fonts.googleapis" not in page
    speedscope = json.loads((made[1] / "tree.speedscope.json").read_text())
    assert speedscope["profiles"][0]["events"]


def test_memory_is_that_of_the_same_run(made):
    memory = made[0].memory
    assert memory.digest == made[0].digest
    assert memory.rss_peak_bytes > 10_000_000


def test_a_profile_compared_with_itself_has_no_change(made):
    found = compare(made[1], made[1])
    assert (found.faster, found.slower, found.new, found.gone) == ((), (), (), ())
    assert found.achieved == found.expected == 1.0


@pytest.fixture
def strategy(tmp_path, lab_home):
    """A strategy that does this at each bar."""

    def strategy(body):
        file = tmp_path / "trial.py"
        head = "import os\nimport farthing as ft\n\nclass Trial(ft.Strategy):\n"
        file.write_text(f"{head}    def on_bar(self, ctx):\n        {body}\n")
        return StrategyCase(file=file, bundle="ten", home=lab_home)

    return strategy


def test_a_strategy_that_raises_has_no_profile(strategy, tmp_path):
    with pytest.raises(CaseRaised, match="1 / 0|ZeroDivisionError"):
        profile(strategy("1 / 0"), ["cprofile"], tmp_path / "out", seconds=0.1)
    assert not (tmp_path / "out").exists()


def test_a_strategy_that_changes_its_answer_has_no_profile(strategy, tmp_path):
    body = "ctx.order('ANT', int.from_bytes(os.urandom(3), 'big') + 1)"
    with pytest.raises(CaseRaised, match="the answer changes between runs"):
        profile(strategy(body), ["cprofile"], tmp_path / "out", seconds=0.1)


def test_another_answer_under_a_profiler_is_an_error(strategy, tmp_path):
    body = "ctx.order('ANT', os.getpid())"
    with pytest.raises(AnswerChanged, match=r"trial gives \w+ under cprofile"):
        profile(strategy(body), ["cprofile"], tmp_path / "out", seconds=0.1)


def test_a_process_that_dies_says_so(strategy, tmp_path):
    with pytest.raises(ProfilerFailed, match="ended without an answer"):
        profile(strategy("os._exit(3)"), ["cprofile"], tmp_path / "out", seconds=0.1)


def test_a_sampler_that_is_not_installed_names_the_extra(busy, tmp_path, monkeypatch):
    monkeypatch.setattr(sampling.shutil, "which", lambda *_, **__: None)
    with pytest.raises(
        ConfigurationError, match="py-spy is not installed: `make setup` in a checkout"
    ):
        profile(busy, ["sampling"], tmp_path / "out", seconds=0.1)


@pytest.mark.parametrize(("name", "module"), [("tree", "pyinstrument"), ("lines", "line_profiler")])
def test_a_profiler_that_is_not_installed_names_the_extra(
    strategy, tmp_path, monkeypatch, name, module
):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(ConfigurationError, match=rf"{module} is not installed.*\[lab\]"):
        profile(strategy("pass"), [name], tmp_path / "out", seconds=0.1)


def test_native_frames_that_do_not_work_are_left_out_and_told(busy, tmp_path, monkeypatch):
    monkeypatch.setattr(sampling, "LOST_MAX", -1.0)  # whatever is read is too little
    result = profile(busy, ["sampling"], tmp_path / "out", seconds=0.5)
    assert not result.sampling.native
    assert result.sampling.note.startswith("without native frames")
    assert not any(each.compiled for each in result.sampling.functions)
    assert result.targets[0].calls is None


@pytest.mark.parametrize(
    ("with_", "seconds", "words"),
    [
        (["cprofle"], 1, "did you mean cprofile"),
        ([], 1, "name a profiler"),
        (["tree"], 0, "are no time"),
    ],
)
def test_what_makes_no_sense_is_refused(busy, tmp_path, with_, seconds, words):
    with pytest.raises(ConfigurationError, match=words):
        profile(busy, with_, tmp_path / "out", seconds=seconds)


@pytest.fixture
def fresh_cases(monkeypatch):
    """No cases are loaded, before and after: a file's name stands for it in a process."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    sys.modules.pop("cases_of_cases", None)
    yield
    sys.modules.pop("cases_of_cases", None)


@pytest.mark.usefixtures("fresh_cases")
def test_a_case_is_run_by_its_name(tmp_path):
    (tmp_path / "cases.py").write_text(
        "CASES = {'sum': lambda: lambda: sum(range(1000))}\n"
        "def answer(result):\n    return {'digest': str(result)}\n"
    )
    result = profile("sum", ["cprofile"], tmp_path / "out", folder=tmp_path, seconds=0.1)
    assert result.digest == "499500"
    assert any(each.label == "builtins:sum" for each in result.cprofile.functions)
    with pytest.raises(ConfigurationError, match="there is no case 'sun'; did you mean sum"):
        profile("sun", ["cprofile"], tmp_path / "out", folder=tmp_path)


def test_a_folder_of_pytest_benchmarks_has_no_case_to_profile(tmp_path):
    (tmp_path / "test_it.py").touch()
    with pytest.raises(ConfigurationError, match=r"no cases\.py"):
        profile("it", folder=tmp_path)


class TestCommands:
    """What is printed at 80 and 140 columns, and what is refused."""

    @pytest.fixture(params=[80, 140])
    def said(self, request, monkeypatch):
        monkeypatch.setenv("COLUMNS", str(request.param))

        def said(*words):
            done = CliRunner().invoke(app, [str(word) for word in words])
            if done.exception and not isinstance(done.exception, SystemExit):
                raise done.exception
            return done, request.param

        return said

    def test_a_profile_is_shown_within_the_terminal(self, said, made, capsys):
        _, width = said("--help")
        show(*made, top=10, everything=True)
        tables = capsys.readouterr().out.split("page: ")[0]
        assert max(map(len, tables.splitlines())) <= width
        titles = ("by own time", "by cumulative time", "By module", "By category", "Targets")
        others = ("side by side", "Memory by phase", "Bound by", "Without", "total = tiny(total)")
        assert all(words in tables for words in titles + others)

    def test_a_comparison_is_shown_within_the_terminal(self, said, made, tmp_path):
        done, width = said("compare", made[1], made[1], "--out", tmp_path / "out")
        assert done.exit_code == 0
        assert max(map(len, done.stdout.splitlines())) <= width
        assert "Expected and achieved" in done.stdout
        assert {each.name for each in (tmp_path / "out").iterdir()} == {
            *("comparison.json", "comparison.md", "comparison.html"),
            *("flame-after.svg", "flame-before.svg"),
        }

    def test_other_forms_of_a_comparison(self, said, made):
        markdown, _ = said("compare", made[1], made[1], "--format", "markdown")
        assert markdown.stdout.startswith("**busy: a run takes")
        page, _ = said("compare", made[1], made[1], "--format", "html")
        assert page.stdout.startswith("<!doctype html>")
        result, _ = said("compare", made[1], made[1], "--json")
        assert json.loads(result.stdout)["kind"] == "profile-comparison"
        with pytest.raises(ConfigurationError, match="there are console, markdown and html"):
            said("compare", made[1], made[1], "--format", "paper")

    def test_a_strategy_is_profiled_with_the_options_of_a_run(self, busy, tmp_path):
        words = ["run", busy.file, "--bundle", "ten", "--home", busy.home, "--symbols", "ANT,BEE"]
        words += ["--capital", "5000", "--with", "cprofile", "--seconds", 0.2]
        done = CliRunner().invoke(app, [*map(str, words), "--out", str(tmp_path / "out"), "--json"])
        assert done.exit_code == 0
        result = ProfileResult.model_validate_json(done.stdout)
        bars = Catalog(busy.home).bundle("ten").bars(["ANT", "BEE"])
        assert result.digest == run(busy.file, bars=bars, capital=5000).digest
        assert (tmp_path / "out" / "index.html").is_file()

    def test_bad_words_are_refused(self, said, busy, tmp_path):
        with pytest.raises(ConfigurationError, match="needs bars"):
            said("run", busy.file)
        with pytest.raises(ConfigurationError, match="--start is for a strategy file"):
            said("run", "b-D", "--start", "2024-01-02")
        with pytest.raises(ConfigurationError, match="there is no strategy file"):
            said("run", tmp_path / "none.py", "--bundle", "ten")
        with pytest.raises(ConfigurationError, match=r"no result file .*none"):
            said("compare", tmp_path / "none", tmp_path / "none")
