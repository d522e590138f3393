"""What is found in live bars, what is traded, and what users are told."""

from decimal import Decimal

import pytest

from farthing.errors import StoreError
from farthing.store import bars, jobs, notifications, runs, studies, trading, users, wyckoff
from farthing.store.audit import COMMAND_LINE
from farthing.store.cursor import FIRST, Cursor
from farthing.store.tables import METADATA, BacktestRun, Campaign, Fill, Order, Position

D = Decimal


def bar(ends_at, close="9.10", symbol="A"):
    prices = {name: D(close) for name in ("open", "high", "low", "close")}
    return {"symbol": symbol, "timeframe": "1m", "ends_at": ends_at, **prices, "volume": D(100)}


def found_range(number=1, **more):
    return {
        "symbol": "A", "timeframe": "1d", "number": number, "origin": "bottom", "status": "found",
        "phase": "B", "support": D("9.1"), "resistance": D("100.20"), "starts_at": number,
        "known_at": number, "details": {}, **more,
    }  # fmt: skip


def signal(at=5, **more):
    return {
        "symbol": "A", "timeframe": "1d", "signal_type": "Spring", "side": "long",
        "status": "active", "happened_at": at, "known_at": at + 1, "generated_at": at + 2,
        "entry": D("10.00"), "stop": D("9.50"), "confidence": 61.5, "details": {}, **more,
    }  # fmt: skip


def pattern(at=5, **more):
    return {
        "symbol": "A", "timeframe": "1d", "pattern_type": "Spring", "side": "long",
        "happened_at": at, "detected_at": at + 1, "price": D("9.05"), "confidence": 0.5,
        "details": {}, **more,
    }  # fmt: skip


def test_bars_are_taken_once_and_read_in_order(database):
    with database.writing() as session:
        assert bars.take(session, [bar(60), bar(120, "100.2"), bar(60, "7", "B")]) == 3
        assert bars.take(session, [bar(120, "1"), bar(180, "9.05")]) == 1
        assert bars.take(session, []) == 0
    with database.reading() as session:
        found = bars.between(session, "A", "1m", 60, 180, 10)
        assert [(each.ends_at, str(each.close)) for each in found] == [(60, "9.10"), (120, "100.2")]
        assert [each.ends_at for each in bars.latest(session, "A", "1m", 2)] == [120, 180]
        assert bars.span(session, "A", "1m", 0, 1000) == (3, D("9.05"), D("100.2"))
        assert bars.span(session, "C", "1m", 0, 1000) == (0, None, None)
        assert (bars.last_time(session, "A", "1m"), bars.newest(session)) == (180, 180)
        assert bars.last_time(session, "C", "1m") is None
    with database.writing() as session:
        assert bars.forget(session, "1m", 120) == 2
        assert bars.last_time(session, "B", "1m") is None


def test_a_range_is_brought_up_to_date_by_its_number(database):
    with database.writing() as session:
        (one,) = wyckoff.note_ranges(session, [found_range()]).values()
        broken = found_range(status="broken", support=D("9.20"))
        noted = wyckoff.note_ranges(session, [broken, found_range(2)])
        other = noted["A", "1d", 2]
        assert noted == {("A", "1d", 1): one, ("A", "1d", 2): other}
        assert one != other
        assert wyckoff.note_ranges(session, []) == {}
    with database.reading() as session:
        (broken,) = wyckoff.ranges(session, symbol="A", status="broken")
        assert (broken.id, str(broken.support)) == (one, "9.20")
        assert [each.id for each in wyckoff.ranges(session)] == [other, one]
        assert [each.id for each in wyckoff.ranges(session, phase="B")] == [other, one]
        assert wyckoff.ranges(session, symbol="A", timeframe="1h") == []


def test_signals_and_patterns_are_added_once_and_listed(database):
    with database.writing() as session:
        (first,) = wyckoff.add_patterns(session, [pattern()]).values()
        added = wyckoff.add_patterns(session, [pattern(), pattern(4)])
        assert list(added) == [("A", "1d", "Spring", 4, 5)], "the other one is there"
        (one,) = wyckoff.add_signals(session, [signal(pattern_id=first)]).values()
        assert wyckoff.add_signals(session, [signal()]) == {}
        (two,) = wyckoff.add_signals(session, [signal(6, symbol="B", status="refused")]).values()
    with database.reading() as session:
        assert [each.id for each in wyckoff.signals(session)] == [two, one]
        assert [each.id for each in wyckoff.signals(session, status="active")] == [one]
        assert [each.id for each in wyckoff.signals(session, status="refused")] == [two]
        assert wyckoff.signals(session, symbol="B", status="active") == []
        assert [each.id for each in wyckoff.signals_since(session, one, 10)] == [two]
        assert wyckoff.signal_counts(session) == {"active": 1, "refused": 1}
        assert wyckoff.active_count(session) == 1
        assert wyckoff.patterns(session, pattern_type="Spring")[0].id == first
        with pytest.raises(StoreError, match="no list by phase and symbol; there are lists by"):
            wyckoff.patterns(session, symbol="A", phase="B")


def test_pages_go_on_behind_the_last_row_even_within_one_moment(database):
    with database.writing() as session:
        for number in range(7):
            wyckoff.add_signals(session, [signal(number, generated_at=100 + number // 4)])
    with database.reading() as session:
        seen, after = [], FIRST
        while page := wyckoff.signals(session, after=after, limit=2):
            seen += [each.happened_at for each in page]
            after = Cursor(page[-1].generated_at, page[-1].id)
    assert seen == [6, 5, 4, 3, 2, 1, 0]


@pytest.fixture
def ann(database):
    with database.writing() as session:
        return users.add(session, COMMAND_LINE, "ann", []).id


def campaign(ann, **more):
    return Campaign(
        user_id=ann, symbol="A", side="long", status="ordered", budget=D("0.05"), **more
    )


def test_a_campaign_passes_through_its_states_alone(database, ann):
    with database.writing() as session:
        one = campaign(ann)
        session.add(one)
        session.flush()
        wyckoff.become(session, one, "open")
        wyckoff.become(session, one, "leaving", "stopped by hand")
        with pytest.raises(StoreError, match="is leaving; it can become closed, not open"):
            wyckoff.become(session, one, "open")
    with database.reading() as session:
        (found,) = wyckoff.campaigns(session, user_id=ann, status="leaving")
        assert (found.reason, str(found.budget)) == ("stopped by hand", "0.05")
        assert found.updated_at >= found.created_at
        assert wyckoff.campaigns(session, symbol="B") == []


def test_heat_is_the_exact_sum_of_what_open_positions_risk(database, ann):
    with database.writing() as session:
        one = campaign(ann)
        session.add(one)
        session.flush()
        for status, risk in (("open", "0.10"), ("open", "0.2"), ("open", None), ("closed", "9")):
            made = Position(
                user_id=ann, campaign_id=one.id, symbol="A", status=status, quantity=D(-5),
                cost=D(50), risk=None if risk is None else D(risk), currency="USD", opened_at=1,
            )  # fmt: skip
            session.add(made)
        session.flush()
        assert trading.heat(session, ann) == {"USD": D("0.30")}
        assert len(trading.positions(session, ann)) == 4
        assert len(trading.of_campaign(session, one.id, "closed")) == 1
        assert trading.of_signal(session, 1) == []


def test_an_order_is_found_by_the_key_of_its_sender(database, ann):
    with database.writing() as session:
        order = Order(
            user_id=ann, key="mine-1", symbol="A", type="limit", duration="gtc", quantity=D("1.5"),
            limit_price=D("9.10"), state="open", details={},
        )  # fmt: skip
        session.add(order)
        session.flush()
        fill = Fill(
            order_id=order.id, filled_at=5, symbol="A", quantity=D(1), price=D("9.1"),
            value=D("9.1"), fee=D("0.35"), currency="USD",
        )  # fmt: skip
        session.add(fill)
    with database.reading() as session:
        found = trading.order_of_key(session, ann, "mine-1")
        assert (str(found.quantity), str(found.limit_price)) == ("1.5", "9.10")
        assert trading.order_of_key(session, ann, "mine-2") is None
        assert [str(each.fee) for each in trading.fills(session, found.id)] == ["0.35"]
        assert [each.id for each in trading.orders(session, ann)] == [found.id]


def test_notifications_are_unread_until_their_user_reads_them(database, ann):
    with database.writing() as session:
        one = notifications.add(session, ann, "signal", "a spring", {"symbol": "A"})
        two = notifications.add(session, ann, "job", "done", {})
        assert notifications.read(session, ann + 1, one.id) is False
        assert notifications.read(session, ann, one.id) is True
    with database.reading() as session:
        listed = notifications.listed
        assert [each.id for each in listed(session, ann, is_unread=True)] == [two.id]
        assert [each.id for each in listed(session, ann)] == [two.id, one.id]
        assert [each.title for each in listed(session, ann, kind="signal")] == ["a spring"]


def test_a_backtest_whose_job_ends_without_a_worker_ends_with_it(database, ann):
    with database.writing() as session:
        asked = [jobs.Submission("backtest", hash_, {}, ann, attempts_max=1) for hash_ in "ab"]
        first, second = (jobs.submit(session, each)[0] for each in asked)
        made = [runs.of_job(session, job, "cross", "demo").id for job in (first, second)]
        jobs.cancel(session, first.id)
    with database.writing() as session:
        assert jobs.claim(session, "killed", ["backtest"], 0) is not None
    with database.writing() as session:
        assert jobs.claim(session, "another", ["backtest"], 60) is None
    with database.reading() as session:
        found = [session.get_one(BacktestRun, number) for number in made]
        assert [each.status for each in found] == ["cancelled", "failed"]
        assert all(each.ended_at is not None for each in found)
        told = [each.title for each in notifications.listed(session, ann)]
        assert told == ["backtest is failed", "backtest is cancelled"]


def test_studies_of_the_database_are_listed(database):
    tables = METADATA[1].tables
    studies_table, trials_table = tables["farthing_study"], tables["farthing_trial"]
    with database.engine.begin() as connection:
        row = {"name": "one", "version": 1, "manifest": '{"seed": 1}'}
        connection.execute(studies_table.insert(), row)
        trial = {
            "study": "one", "number": 0, "rung": 0, "generation": 0, "state": "finished",
            "parameters": '{"rate": {"exact": "0.10"}}', "objectives": "[1.5]",
            "end_equity": "100.20", "nanoseconds": 1, "error": "",
        }  # fmt: skip
        connection.execute(trials_table.insert(), trial)
    with database.reading() as session:
        assert studies.listed(session) == [{"name": "one", "manifest": {"seed": 1}}]
        (found,) = studies.trials(session, "one", 0, 10)
        assert found["parameters"] == {"rate": D("0.10")}
