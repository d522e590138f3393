"""Live bars: what detectors say of them one by one is what a scan of all says."""

import threading
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from farthing.service.live.scanner import Scanner
from farthing.store import bars as stored
from farthing.store import streams, wyckoff
from farthing.store.states import BARS

PRICES = ("open", "high", "low", "close")


def posted(client, rows, symbol):
    renamed = [{**row, "symbol": symbol} for row in rows]
    return client.post("/bars", json={"timeframe": "1d", "bars": renamed})


def signals_of(client, symbol):
    items = client.get("/signals", params={"symbol": symbol, "limit": 1000}).json()["items"]
    return {
        (each["type"], each["side"], each["known_at"][:10], Decimal(each["entry"]),
         Decimal(each["stop"]), *map(Decimal, each["targets"]))
        for each in items if each["status"] != "refused"
    }  # fmt: skip


def expected(signals):
    return {
        (row["event"], row["side"], str(row["known_at"].date()), row["entry"], row["stop"],
         row["target_1"], row["target_2"], row["target_3"])
        for row in signals.iter_rows(named=True)
    }  # fmt: skip


def expiries(service, symbol):
    """When and why signals were over."""
    with service.app.state.service.database.reading() as session:
        bodies = [
            each.body for each in streams.after(session, "signals", 0, 10_000)
            if each.kind == "expired"
        ]  # fmt: skip
    own = [each for each in bodies if each["symbol"] == symbol]
    return sorted((each["known_at"], each["reason"]) for each in own)


def test_bars_at_once_and_one_by_one_give_the_signals_of_a_scan(client, planted):
    rows, signals = planted
    at_once = posted(client, rows, "ALL")
    assert (at_once.status_code, at_once.json()["taken"]) == (201, len(rows))
    assert signals_of(client, "ALL") == expected(signals)
    assert len(expected(signals)) >= 2
    head = len(rows) - 60
    posted(client, rows[:head], "ONE")
    for row in rows[head:]:
        assert posted(client, [row], "ONE").status_code == 201
    assert signals_of(client, "ONE") == expected(signals)


def test_a_signal_is_over_at_the_same_bar_however_bars_come(service, client, planted):
    rows, _ = planted
    day = datetime.fromisoformat(rows[-1]["ends_at"])
    wide = {"low": "0.01", "high": "100000.00"}  # touches every stop
    after = [
        {**rows[-1], **more, "ends_at": (day + timedelta(days=number)).isoformat()}
        for number, more in enumerate(({}, wide, {}), start=1)
    ]
    posted(client, rows + after, "WIDE")
    ends = expiries(service, "WIDE")
    assert len(ends) >= 1
    posted(client, rows, "SLOW")
    for row in after:
        posted(client, [row], "SLOW")
    assert expiries(service, "SLOW") == ends


def test_a_signal_is_told_of_when_it_becomes_known_and_no_earlier(service, client, planted):
    rows, signals = planted
    first = signals.row(0, named=True)
    before = first["known_bar"]
    assert posted(client, rows[:before], "LIVE").json()["signals"] == []
    told = posted(client, rows[before : before + 1], "LIVE").json()
    assert len(told["signals"]) == 1
    signal = client.get(f"/signals/{told['signals'][0]}").json()
    assert signal["known_at"][:19] == rows[before]["ends_at"][:19]
    assert signal["status"] == "active"
    assert signal["id"] in [each["id"] for each in client.get("/signals/live").json()["items"]]
    assert client.get("/signals/history", params={"after": signal["id"] - 1}).json()[0] == signal


def test_a_server_that_starts_anew_goes_on_where_it_was(service, client, planted):
    rows, signals = planted
    middle = len(rows) - 30
    posted(client, rows[:middle], "ANEW")
    service.app.state.scanner = Scanner()
    posted(client, rows[middle:], "ANEW")
    assert signals_of(client, "ANEW") == expected(signals)


def test_what_was_not_committed_is_not_remembered(service, planted):
    rows, _ = planted
    from farthing.service.bars.schemas import Bar

    taken = [Bar.model_validate({**row, "symbol": "UNDONE"}).row() for row in rows]
    scanner, database = Scanner(), service.app.state.service.database
    session = database.writing()
    taking = scanner.taking({("UNDONE", "1d")})
    with pytest.raises(ZeroDivisionError), taking, session as begun:
        scanner.take(begun, "1d", taken) and 1 / 0
    with database.writing() as session:
        assert stored.last_time(session, "UNDONE", "1d") is None
        count, kept = scanner.take(session, "1d", taken)
        assert (count, len(wyckoff.signals(session, symbol="UNDONE")) > 0) == (len(rows), True)
        assert kept.signals


def test_those_who_post_at_once_wait_for_each_other_and_not_for_ever(service, planted):
    rows, signals = planted
    answers = []

    def post(symbol):
        answers.append(posted(service.client(), rows, symbol))

    symbols = [f"AT{number}" for number in range(4)]
    threads = [threading.Thread(target=post, args=(symbol,)) for symbol in symbols * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {each.status_code for each in answers} == {201}
    assert sum(each.json()["taken"] for each in answers) == len(rows) * len(symbols)
    for symbol in symbols:
        assert signals_of(service.client(), symbol) == expected(signals)


def test_a_feed_that_repeats_a_bar_is_stalled(service, client, planted):
    rows, _ = planted
    database = service.app.state.service.database
    counts = []
    for _ in range(2):
        assert posted(client, rows[:1], "STUCK").status_code == 201
        with database.reading() as session:
            counts.append(streams.last(session, BARS + "1d"))
    assert counts[0] == counts[1]


def test_a_post_that_is_refused_is_not_remembered(client, planted):
    rows, signals = planted
    known = signals.row(0, named=True)["known_bar"]
    posted(client, rows[:known], "AFTER")
    posted(client, rows[1:2], "ZZZ")
    mixed = [{**rows[known], "symbol": "AFTER"}, {**rows[0], "symbol": "ZZZ"}]
    refused = client.post("/bars", json={"timeframe": "1d", "bars": mixed})
    assert refused.status_code == 409
    assert len(posted(client, rows[known : known + 1], "AFTER").json()["signals"]) == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 201), ({"close": "0.01"}, 422), ({"high": "NaN"}, 422),
        ({"ends_at": "1900-01-01"}, 422), ({"ends_at": "2024-01-01T00:00:00"}, 422),
        ({"low": "1e-5"}, 422), ({"volume": "-1"}, 422), ({"symbol": "a\nb"}, 422),
        ({"close": 1.5}, 422),
    ],
)  # fmt: skip
def test_a_bar_is_judged_before_it_is_taken(client, planted, change, status):
    rows, _ = planted
    bar = {**rows[0], "symbol": "JUDGED", **change}
    assert client.post("/bars", json={"timeframe": "1d", "bars": [bar]}).status_code == status


def test_a_bar_again_changes_nothing_and_another_one_is_refused(client, planted):
    rows, _ = planted
    posted(client, rows[10:20], "ORDER")
    assert posted(client, rows[15:20], "ORDER").json()["taken"] == 0
    for wrong in ([{**rows[19], "volume": "1"}], rows[5:6], [rows[20], rows[20]]):
        answer = posted(client, wrong, "ORDER")
        assert answer.status_code == 409, answer.text
    assert posted(client, rows[20:21], "ORDER").json()["taken"] == 1


def test_the_last_bars_of_a_bundle_are_taken_as_if_they_were_posted(client):
    told = client.post("/bars/seed", json={"bundle": "demo", "count": 50})
    assert told.status_code == 201
    bars = client.get("/bars", params={"symbol": "ALDR", "timeframe": "1d", "limit": 100}).json()
    assert len(bars["items"]) == 50
    assert told.json()["taken"] == 50 * 6
