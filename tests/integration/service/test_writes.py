"""A write under a key is done once, and lists go on where they were."""

import threading

import pytest
from served import BUNDLE

POSITION = {"symbol": "AAPL", "quantity": "100", "cost": "15000.50", "stop": "140.25"}


def test_a_write_that_is_sent_twice_is_done_once(service):
    client = service.client(service.key_for("read", "trade"))
    headers = {"Idempotency-Key": "first-1"}
    first = client.post("/positions", json=POSITION, headers=headers)
    again = client.post("/positions", json=POSITION, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert len(client.get("/positions").json()["items"]) == 1
    other = client.post("/positions", json={**POSITION, "quantity": "1"}, headers=headers)
    assert other.status_code == 409
    of_another = service.client(service.key_for("read", "trade"))
    assert of_another.post("/positions", json=POSITION, headers=headers).status_code == 201


def test_writes_at_the_same_time_under_one_key_are_one(service):
    key = service.key_for("read", "trade")
    answers = []

    def send():
        client = service.client(key)
        answers.append(client.post("/positions", json=POSITION, headers={"Idempotency-Key": "k"}))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {each.status_code for each in answers} == {201}
    assert len({each.json()["id"] for each in answers}) == 1


def test_a_refused_write_leaves_its_key_free(service):
    client = service.client(service.key_for("read", "trade"))
    headers = {"Idempotency-Key": "again"}
    wrong = client.post("/positions", json={**POSITION, "campaign_id": 999}, headers=headers)
    right = client.post("/positions", json=POSITION, headers=headers)
    assert (wrong.status_code, right.status_code) == (404, 201)


def test_heat_is_what_all_stops_cost(service):
    client = service.client(service.key_for("read", "trade"))
    client.post("/positions", json=POSITION)
    short = {"symbol": "IBM", "quantity": "-10", "cost": "-1250.5", "stop": "130.125"}
    made = client.post("/positions", json=short).json()
    assert made["risk"] == "50.750"
    client.post("/positions", json={"symbol": "F", "quantity": "1", "cost": "12"})
    heat = client.get("/risk/heat").json()
    assert heat == {"risk": {"USD": "1026.250"}, "positions": 3, "without_stop": 1}
    closed = client.post(f"/positions/{made['id']}/close", json={"proceeds": "-1100.25"})
    assert closed.json()["profit"] == "150.25"
    assert client.post(f"/positions/{made['id']}/close", json={"proceeds": "1"}).status_code == 409
    assert client.get("/risk/heat").json()["risk"] == {"USD": "975.50"}


def test_what_is_anothers_is_not_there(service):
    mine, other = (service.client(service.key_for("read", "trade")) for _ in range(2))
    made = mine.post("/positions", json=POSITION).json()["id"]
    assert other.post(f"/positions/{made}/close", json={"proceeds": "1"}).status_code == 404
    assert other.get("/positions").json()["items"] == []


@pytest.mark.parametrize("path", ["/positions", "/audit", "/jobs"])
def test_pages_of_a_list_fit_together(client, path):
    for _ in range(3):
        client.post("/positions", json=POSITION)
        client.post("/scans", json={"market": {"bundle": BUNDLE}, "min_confidence": 1 + _})
    whole = client.get(path, params={"limit": 1000}).json()["items"]
    parts, told = [], {"limit": 2}
    while True:
        page = client.get(path, params=told).json()
        parts += page["items"]
        if page["next"] is None:
            break
        told["cursor"] = page["next"]
    assert [each["id"] for each in parts[-len(whole) :]] == [each["id"] for each in whole]
    assert len(whole) >= 3


@pytest.mark.parametrize(
    "cursor", ["x", "djE6LTE", "djE6OTk5OTk5OTk5OTk5OTk5OTk5OTk", "é", "=" * 9]
)
def test_a_made_up_cursor_is_refused(client, cursor):
    for path in ("/jobs", "/audit", "/signals", "/backtests"):
        assert client.get(path, params={"cursor": cursor}).status_code in (400, 422)
