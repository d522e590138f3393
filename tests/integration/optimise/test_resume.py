"""A study that is interrupted, wherever, goes on to the trials that it would have had."""

import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from study_runs import SPACE, Cross, market

import farthing as ft
from farthing.errors import Interrupted, StudyError
from farthing.optimise import TargetFunction, opened, optimise
from farthing.optimise.store.store import Store

SEARCHES = {
    "random": {"trials": 60},
    "tpe": {"trials": 40, "generation": 8},
    "cma-es": {"trials": 40, "generation": 8},
    "nsga-ii": {"trials": 40, "generation": 8, "objective": ["sharpe_ratio", "max_drawdown"]},
    "hyperband": {"trials": 30, "generation": 9, "fidelity": "history:3"},
}

SCRIPT = """
import sys
sys.path.insert(0, {here!r})
from study_runs import SPACE, Cross, market
from farthing.optimise import TargetFunction, opened, optimise
optimise(Cross, bars=market(days=30), space=SPACE, search={search!r}, out={out!r}, seed=5,
         resume={resume!r}, workers={workers!r},
         progress=lambda each: print(each.number, flush=True), **{told!r})
"""


@pytest.fixture(scope="module")
def bars():
    return ft.bars_from_frame(market(days=30))


def study(bars, search, **more):
    return optimise(Cross, bars=bars, space=SPACE, search=search, seed=5,
                    **{**SEARCHES[search], **more})  # fmt: skip


def killed_after(count, search, out, *, workers, how=signal.SIGKILL):
    """Begins or goes on with a study in another process, and ends that after so many trials."""
    script = SCRIPT.format(
        here=str(Path(__file__).parent), search=search, out=str(out), told=SEARCHES[search],
        resume=(out / "study.sqlite").exists(), workers=workers,
    )  # fmt: skip
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    heard = [line for _, line in zip(range(count), process.stdout, strict=False)]
    process.send_signal(how)
    process.stdout.read()
    process.stdout.close()
    return len(heard), process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("search", SEARCHES)
def test_a_killed_study_goes_on_to_the_same_trials(bars, tmp_path, search, monkeypatch):
    monkeypatch.setattr("farthing.optimise.loop.BATCH_TRIALS", 4)
    random, whole = Random(search), study(bars, search)
    for workers in (1, 2):
        killed_after(random.randint(1, 30), search, tmp_path, workers=workers)
    found = study(bars, search, out=tmp_path, resume=True, workers=2)
    assert [each.outcome for each in found.trials] == [each.outcome for each in whole.trials]
    with Store(tmp_path) as store:
        assert [each.outcome for each in store.read()] == [each.outcome for each in whole.trials]


def test_what_was_written_is_not_run_again(bars, tmp_path, monkeypatch):
    first = study(bars, "random", out=tmp_path)
    ran = []
    monkeypatch.setattr("farthing.optimise.task.Task.run", lambda self, job: ran.append(job))
    again = study(bars, "random", out=tmp_path, resume=True)
    assert ran == []
    assert again.trials == first.trials, "the seconds too are those that were written"


def test_a_study_can_be_made_longer(bars, tmp_path):
    for search in ("random", "tpe", "hyperband"):
        out = tmp_path / search
        study(bars, search, out=out, trials=11)
        longer = study(bars, search, out=out, trials=23, resume=True)
        whole = study(bars, search, trials=23)
        assert [each.outcome for each in longer.trials] == [each.outcome for each in whole.trials]
        kept = opened(out)
        assert [each.outcome for each in kept.trials] == [each.outcome for each in whole.trials]
        assert kept.returns() == whole.returns()
        again = study(bars, search, out=out, trials=5, resume=True)
        assert again.trials == kept.trials, "a study gets no shorter"


@pytest.mark.parametrize("first", [4, 13])
def test_what_a_shorter_generation_put_on_a_larger_market_is_forgotten(tmp_path, first):
    told = {"bars": ft.bars_from_frame(market(days=240)), "space": SPACE, "search": "hyperband",
            "generation": 9, "fidelity": "history:3", "seed": 6}  # fmt: skip
    short = optimise(Cross, out=tmp_path, trials=first, **told)
    longer = optimise(Cross, out=tmp_path, trials=18, resume=True, **told)
    whole = optimise(Cross, trials=18, **told)
    places = {(each.number, each.rung) for each in whole.trials}
    assert {(each.number, each.rung) for each in short.trials} - places, "one was put aside"
    kept = opened(tmp_path)
    for found in (longer, kept):
        assert [each.outcome for each in found.trials] == [each.outcome for each in whole.trials]
        assert found.returns() == whole.returns()
    assert kept.best.outcome == whole.best.outcome


def test_ctrl_c_keeps_what_has_ended(bars, tmp_path):
    def stop(trial):
        if trial.number == 20:
            raise KeyboardInterrupt

    with pytest.raises(
        Interrupted, match=r"interrupted after 21 trials; they are kept in .*resume"
    ):
        study(bars, "random", out=tmp_path, progress=stop)
    with Store(tmp_path) as store:
        assert len(list(store.read())) == 21


def test_ctrl_c_on_the_terminal_ends_a_pool_in_order(tmp_path):
    heard, code = killed_after(9, "random", tmp_path, workers=2, how=signal.SIGINT)
    assert code != 0
    with Store(tmp_path) as store:
        assert len(list(store.read())) >= heard


def test_batches_are_written_while_a_study_runs(bars, tmp_path):
    seen = []

    def look(trial):
        if trial.number % 10 == 9:
            import sqlite3

            with sqlite3.connect(f"file:{tmp_path / 'study.sqlite'}?mode=ro", uri=True) as database:
                seen.append(database.execute("select count(*) from farthing_trial").fetchone()[0])
            database.close()

    study(bars, "random", out=tmp_path, trials=150, progress=look)
    assert seen[-1] >= 149 - 64
    assert seen == sorted(seen)


def test_another_study_is_refused(bars, tmp_path):
    study(bars, "tpe", out=tmp_path, trials=8)
    with pytest.raises(StudyError, match="has a study: go on with it by resume"):
        study(bars, "tpe", out=tmp_path)
    differences = {
        "another seed: 5, and is now 6": {"seed": 6},
        "another space: parameters was fast was '2:8', and is now '2:9'": {"space": ["fast=2:9"]},
        "another search: 'tpe', and is now 'random'": {"search": "random"},
        "another generation: 8, and is now 4": {"generation": 4},
        "another config: capital was '100000', and is now '5000'": {"capital": 5000},
        "another objectives": {"objective": "max_drawdown"},
        "another fixed": {"parameters": {"kind": "ema"}},
        "another functions|another objectives": {"objective": lambda result: 1.0},
    }
    told = {"bars": bars, "space": SPACE, "search": "tpe", "seed": 5, **SEARCHES["tpe"]}
    for words, change in differences.items():
        with pytest.raises(StudyError, match=words):
            optimise(Cross, out=tmp_path, resume=True, **{**told, **change})
    with pytest.raises(StudyError, match="another data"):
        optimise(Cross, out=tmp_path, resume=True, **{**told, "bars": market(days=31)})


def test_trials_that_the_search_does_not_propose_are_refused(bars, tmp_path):
    study(bars, "tpe", out=tmp_path, trials=8)
    import sqlite3

    with sqlite3.connect(tmp_path / "study.sqlite") as database:
        database.execute(
            """update farthing_trial set parameters = '{"fast": 1}' where number = 3"""
        )
    database.close()
    with pytest.raises(StudyError, match=r"trial 3 was stored with \{'fast': 1\}, and the search"):
        study(bars, "tpe", out=tmp_path, trials=8, resume=True)


def test_one_process_at_a_time_writes_a_study(bars, tmp_path):
    from farthing.errors import DataError

    with Store(tmp_path), pytest.raises(DataError, match="is being written by another process"):
        study(bars, "random", out=tmp_path)


def test_a_study_is_opened_as_it_was_written(bars, tmp_path):
    found = study(bars, "nsga-ii", out=tmp_path, trials=12)
    again = opened(tmp_path)
    assert again.trials == found.trials
    assert (again.best, again.front) == (found.best, found.front)
    with pytest.raises(StudyError, match="there is no study in"):
        opened(tmp_path / "elsewhere")
    with pytest.raises(StudyError, match="there is no study in"):
        study(bars, "random", out=tmp_path / "elsewhere", resume=True)
    assert not (tmp_path / "elsewhere").exists()


def test_money_is_kept_as_text(bars, tmp_path):
    found = study(bars, "random", out=tmp_path, trials=3, objective="end_equity")
    import sqlite3

    with sqlite3.connect(tmp_path / "study.sqlite") as database:
        rows = database.execute(
            "select end_equity, objectives from farthing_trial order by number"
        ).fetchall()
    database.close()
    assert [row[0] for row in rows] == [str(each.end_equity) for each in found.trials]
    assert [row[1] for row in rows] == [
        f'[{{"exact": "{each.end_equity}"}}]' for each in found.trials
    ]


def test_a_place_that_cannot_be_opened_is_told(bars, tmp_path):
    from farthing.errors import ConfigurationError

    file = tmp_path / "file"
    (file).mkdir()
    (file / "study.sqlite").write_text("no database" * 100)
    with pytest.raises(ConfigurationError, match="cannot be opened .*choose another place"):
        study(bars, "random", out=file)
    with pytest.raises(ConfigurationError, match="nodb://x is no database"):
        optimise(Cross, bars=bars, space=SPACE, trials=1, store="nodb://x")
    assert not Path("nodb:").exists()


def held(bars, share: float = 0.5):
    import numpy as np

    return np.full((len(bars.sessions), len(bars.symbols)), share / len(bars.symbols))


def portfolio(how):
    return ft.StrategyPortfolio({"one": Cross, "two": Cross}, allocate=how)


@pytest.mark.parametrize(
    ("one", "other", "space", "words"),
    [
        (TargetFunction(held), TargetFunction(held, unit="shares"), "share=0.1:0.9:0.4", "unit"),
        (TargetFunction(held), TargetFunction(held, rebalance=True), "share=0.1:0.9:0.4", "rebal"),
        (Cross(slow=30), Cross(slow=6), "fast=2:4", "slow was '30', and is now '6'"),
        (portfolio("fixed:0.5,0.5"), portfolio("fixed:0.7,0.3"), "one.fast=2:4", "allocate"),
    ],
    ids=["unit", "rebalance", "an object", "a portfolio"],
)
def test_a_strategy_that_only_its_values_tell_apart_is_another(
    bars, tmp_path, one, other, space, words
):
    told = {"bars": bars, "space": [space], "search": "grid", "objective": "end_equity"}
    optimise(one, out=tmp_path, trials=2, **told)
    with pytest.raises(StudyError, match=f"another strategy: told was .*{words}"):
        optimise(other, out=tmp_path, resume=True, **told)
    assert len(optimise(one, out=tmp_path, resume=True, **told).trials) == 3


@pytest.mark.parametrize("name", ["a?b", "50%20", "what=it&is"])
def test_a_folder_may_have_any_name(bars, tmp_path, name):
    study(bars, "random", out=tmp_path / name, trials=2)
    assert len(opened(tmp_path / name).trials) == 2
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("update farthing_trial set parameters = '{' where number = 1", "trial 1 is damaged"),
        ("update farthing_trial set parameters = '[]' where number = 1", "trial 1 is damaged"),
        ("update farthing_trial set objectives = 'x' where number = 1", "trial 1 is damaged"),
        ("update farthing_trial set objectives = '[]' where number = 1", "trial 1 is damaged"),
        ("update farthing_trial set objectives = '[\"a\"]' where number = 1", "trial 1 is damaged"),
        ("update farthing_trial set end_equity = 'much' where number = 1", "trial 1 is damaged"),
        ("update farthing_trial set nanoseconds = 'long' where number = 1", "trial 1 is damaged"),
        ("update farthing_trial set state = 'odd' where number = 1", "has the state 'odd'"),
        ("update farthing_study set manifest = '{'", "its manifest is no JSON"),
        ("update farthing_study set manifest = '[]'", "the whole of its manifest is not what"),
        (
            "update farthing_study set manifest = json_remove(manifest, '$.rungs')",
            "rungs of its manifest",
        ),
        (
            "update farthing_study set manifest = json_set(manifest, '$.space', 5)",
            "space of its manifest",
        ),
        (
            "update farthing_study set manifest = json_set(manifest, '$.objectives[0]', 'much')",
            "objectives of its manifest",
        ),
    ],
)
def test_what_is_damaged_is_said_to_be(bars, tmp_path, statement, words):
    import sqlite3

    study(bars, "random", out=tmp_path, trials=3)
    with sqlite3.connect(tmp_path / "study.sqlite") as database:
        database.execute(statement)
    database.close()
    with pytest.raises(StudyError, match=words):
        opened(tmp_path)
