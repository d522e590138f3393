"""A backtest over HTTP comes to what ``farthing.run`` comes to, digit for digit."""

from decimal import Decimal
from inspect import signature

import pytest
from served import BUNDLE, ended, serving

import farthing as ft
from farthing.backtest.config import run_config
from farthing.service.backtests.schemas import Settings
from farthing.strategies.cross import Cross

ASKED = {
    "strategy": "cross",
    "market": {"bundle": BUNDLE},
    "parameters": {"fast": 5, "slow": "20"},
    "settings": {"capital": "250000.50", "commission": "bps:10", "slippage": "bps:5"},
}


def same_in_python(home):
    return ft.run(
        Cross, bars=ft.bundle(BUNDLE, home), capital=Decimal("250000.50"), commission="bps:10",
        slippage="bps:5", parameters={"fast": 5, "slow": 20},
    )  # fmt: skip


def submitted(client, asked=ASKED):
    answer = client.post("/backtests", json=asked)
    assert answer.status_code in (200, 202), answer.text
    run = answer.json()
    assert answer.headers["location"] == f"/api/v1/backtests/{run['id']}"
    assert ended(client, run["job_id"])["status"] == "done"
    return run["id"]


def check_exact(served):
    client, expected = served.client(), same_in_python(served.settings.home)
    run = submitted(client)
    result = client.get(f"/backtests/{run}/result").json()
    assert result["digest"] == expected.digest
    assert result["end_equity"] == format(expected.end_equity, "f")
    trades = client.get(f"/backtests/{run}/trades", params={"limit": 1000}).json()
    names = ("quantity", "cost", "proceeds", "fees", "profit")
    wanted = [[format(row[name], "f") for name in names]
              for row in expected.trades.iter_rows(named=True)]  # fmt: skip
    assert [[row[name] for name in names] for row in trades["rows"]] == wanted
    assert len(wanted) > 10


def test_the_result_is_that_of_the_same_run_in_python(service):
    check_exact(service)


@pytest.mark.slow
def test_and_so_it_is_on_postgresql(tmp_path, postgres_database):
    with serving(tmp_path / "home", postgres_database()) as served:
        check_exact(served)
        client = served.client()
        bars = [{"symbol": "A", "ends_at": "2024-01-02T21:00:00Z", "open": "1.10", "high": "1.20",
                 "low": "1.00", "close": "1.1500", "volume": "10"}]  # fmt: skip
        posted = client.post("/bars", json={"timeframe": "1d", "bars": bars})
        assert posted.json()["taken"] == 1
        there = client.get("/bars", params={"symbol": "A", "timeframe": "1d"}).json()["items"]
        assert there[0]["close"] == "1.1500"


def test_the_same_again_is_the_stored_result(client):
    first = submitted(client)
    again = client.post("/backtests", json=ASKED)
    assert (again.status_code, again.json()["id"]) == (200, first)
    other = {**ASKED, "parameters": {"fast": 6}}
    assert client.post("/backtests", json=other).json()["id"] != first


def test_a_result_is_not_sent_to_who_has_it(client):
    run = submitted(client)
    for place in ("result", "report", "trades", "tables/equity", "files/run.json"):
        first = client.get(f"/backtests/{run}/{place}")
        assert first.status_code == 200, place
        again = client.get(
            f"/backtests/{run}/{place}", headers={"If-None-Match": first.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")


def test_the_report_is_that_of_the_command_line(client):
    run = submitted(client)
    page = client.get(f"/backtests/{run}/report")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "sandbox" in page.headers["content-security-policy"]
    assert "<h1>Cross</h1>" in page.text


def test_tables_come_in_pages_that_fit_together(client):
    run = submitted(client)
    whole = client.get(f"/backtests/{run}/tables/fills", params={"limit": 1000}).json()["rows"]
    parts, following = [], None
    while True:
        told = {"limit": 7} | ({"cursor": following} if following else {})
        page = client.get(f"/backtests/{run}/tables/fills", params=told).json()
        parts += page["rows"]
        following = page["next"]
        if following is None:
            break
    assert parts == whole
    assert len(whole) > 14


FREE = {"base": "EUR", "quote": "USD", "date": "2024-01-02", "rate": "0"}


def test_a_backtest_may_be_asked_with_every_setting_of_a_run():
    settings = set(signature(run_config).parameters)
    assert settings - {"start", "end", "extended"} == set(Settings.model_fields)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"strategy": "crss"}, "did you mean cross?"),
        ({"market": {"bundle": BUNDLE, "symbols": ["NONE"]}}, "unknown symbol 'NONE'"),
        ({"parameters": {"fats": 5}}, "no parameter 'fats'"),
        ({"settings": {"commission": "bsp:10"}}, "commission"),
        ({"settings": {"capital": "1e5"}}, "body.settings.capital"),
        ({"settings": {"rates": [FREE]}}, "rate of EUR/USD 0 is not positive"),
        ({"strategy": "../../etc/passwd"}, "body.strategy"),
        ({"source": "import os"}, "body.source"),
    ],
)
def test_what_makes_no_sense_is_refused_before_it_is_a_job(client, change, said):
    answer = client.post("/backtests", json={**ASKED, **change})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert said in answer.json()["detail"]


def test_a_parameter_is_one_and_not_true(client):
    run = client.post("/backtests", json={**ASKED, "parameters": {"fast": 1}})
    assert (run.status_code, run.json()["asked"]["parameters"]) == (202, {"fast": 1})
    assert run.json()["asked"]["parameters"]["fast"] is not True
    wrong = client.post("/backtests", json={**ASKED, "parameters": {"fast": True}})
    assert wrong.status_code == 422


def test_a_bundle_that_is_not_there_is_not_found(client):
    answer = client.post("/backtests", json={**ASKED, "market": {"bundle": "nothing"}})
    assert answer.status_code == 404
