"""What stands before every route: sizes, depths, packed bodies, origins, rates, ids, logs."""

import gzip
import io
import json
import zlib
from dataclasses import replace

import httpx
import pytest
import structlog
from served import PATIENT, serving

from farthing.service.guard.body import depth
from farthing.service.guard.bucket import BUCKETS_MAX, SECOND, Buckets
from farthing.service.settings import Limits


def test_a_body_of_too_many_bytes_is_refused(service, client):
    most = service.settings.limits.body_bytes_max
    body = b'"' + b"a" * most + b'"'
    told = client.post("/backtests", content=body, headers={"Content-Type": "application/json"})
    assert told.status_code == 413

    def parts():
        yield from (b"a" * 2**20 for _ in range(most // 2**20 + 2))

    unsaid = client.post("/backtests", content=parts())
    assert unsaid.status_code == 413


def test_a_deeply_nested_body_is_refused(client):
    headers = {"Content-Type": "application/json"}
    for body in (b"[" * 100_000, b'{"a":' * 100_000 + b"1" + b"}" * 100_000):
        assert client.post("/backtests", content=body, headers=headers).status_code == 413


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'"[[[[["', 0),
        (b'{"a": "\\"[[["}', 1),
        (b"[[1], [2]]", 2),
        (b'["]", ["["]]', 2),
        (b'"[', 0),
    ],
)
def test_brackets_in_texts_are_not_counted(content, found):
    assert depth(b"[" + content + b"]", 32) == found + 1


def test_a_packed_body_is_refused_unread(client):
    bomb = gzip.compress(b"0" * 2**20)
    for encoding, body in (("gzip", bomb), ("deflate", zlib.compress(b"{}")), ("br", b"x")):
        headers = {"Content-Encoding": encoding, "Content-Type": "application/json"}
        assert client.post("/backtests", content=body, headers=headers).status_code == 415


@pytest.mark.parametrize("length", ["-1", "x", "9" * 40, "1e3"])
def test_a_length_that_is_none_is_refused(service, length):
    import socket

    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(
            f"POST /api/v1/backtests HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n"
            f"Authorization: Bearer {service.key}\r\n\r\n".encode()
        )
        assert raw.recv(4096).split()[1] in (b"400", b"413")


def test_a_page_of_another_site_cannot_write_and_can_read(service):
    for origin in ("https://elsewhere.example", "null", "http://127.0.0.1:1"):
        client = service.client(Origin=origin)
        assert client.post("/jobs/1/cancel").status_code == 403
        assert client.get("/me").status_code == 200
    own = service.client(Origin=service.url)
    assert own.post("/jobs/999999/cancel").status_code == 404


def test_too_many_requests_are_told_when_to_come_again(tmp_path):
    limits = Limits(rate=5, burst=10, wrong_keys=1, wrong_keys_burst=3)
    home = tmp_path / "home"
    with serving(home, f"sqlite:///{home}/f.db", limits, has_worker=False) as served:
        client = served.client()
        answers = [client.get("/me") for _ in range(30)]
        refused = [each for each in answers if each.status_code == 429]
        assert 10 <= len(answers) - len(refused) < 30
        assert refused[-1].headers["retry-after"] == "1"
        assert refused[-1].json()["type"] == "urn:farthing:problem:too-many-requests"
        guessing = served.client("fk_" + "0" * 16 + "_" + "a" * 43)
        codes = [guessing.get("/health").status_code for _ in range(6)]
        assert codes[:3] == [401] * 3
        assert 429 in codes


def test_more_requests_at_once_than_are_served_are_turned_away(tmp_path):
    home = tmp_path / "home"
    limits = Limits(at_once_max=0)
    with serving(home, f"sqlite:///{home}/f.db", limits, has_worker=False) as served:
        answer = served.client().get("/me")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")


def test_buckets_fill_by_the_clock_and_forget_the_longest_away():
    now = 0
    buckets = Buckets(per_second=2, at_once=3, clock=lambda: now)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 1]
    assert buckets.wait("b") == 0
    now = SECOND // 2
    assert [buckets.wait("a") for _ in range(2)] == [0, 1]
    now = 100 * SECOND
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 1]
    for number in range(BUCKETS_MAX):
        buckets.wait(f"other {number}")
    assert buckets.wait("a") == 0


def test_an_id_is_taken_over_unless_it_could_forge_a_line(service):
    assert (
        service.client(**{"X-Request-ID": "mine-1"}).get("/me").headers["x-request-id"] == "mine-1"
    )
    forged = service.client(**{"X-Request-ID": 'a" event="b'}).get("/me")
    assert forged.headers["x-request-id"] != 'a" event="b'


def test_no_value_of_a_caller_begins_a_line_in_the_log(service, monkeypatch):
    told = io.StringIO()
    from farthing.service import serve

    monkeypatch.setattr(serve.sys, "stderr", told)
    serve.log_as_json()
    try:
        structlog.get_logger("farthing.service").info(
            "request", route="a\nforged\r\n", who="\x1b[2J"
        )
    finally:
        structlog.reset_defaults()
    (line,) = told.getvalue().splitlines()
    assert json.loads(line)["route"] == "a\nforged\r\n"
    assert "\x1b" not in line


@pytest.mark.parametrize("path", [
    "../../../etc/passwd", "/etc/passwd", "a/../../etc/passwd", "..%2f..%2fetc", "a\x00b", "~/x",
])  # fmt: skip
def test_a_path_out_of_the_folder_of_sources_is_refused(tmp_path_factory, client, path):
    told = {"bundle": "x", "source": {"kind": "csv-file", "path": path}}
    answer = client.post("/bundles", json=told)
    assert answer.status_code == 422


def test_links_do_not_lead_out_of_the_folder_of_sources(tmp_path):
    from farthing.errors import ConfigurationError
    from farthing.service.bundles.schemas import File
    from farthing.service.bundles.work import file_of

    outside, sources = tmp_path / "outside.csv", tmp_path / "sources"
    outside.write_text("date,close\n")
    sources.mkdir()
    (sources / "link.csv").symlink_to(outside)
    (sources / "own.csv").write_text("date,close\n")
    assert file_of(File(kind="csv-file", path="own.csv"), sources) == sources / "own.csv"
    for path in ("link.csv", "none.csv", "a/../../outside.csv"):
        with pytest.raises(ConfigurationError, match="has no"):
            file_of(File(kind="csv-file", path=path), sources)


@pytest.mark.parametrize("name", ["..%2f..%2fsecret", "%2e%2e%2fsecret", "a%00b", "a%2fb"])
def test_names_of_bundles_and_files_are_no_paths(client, name):
    assert client.get(f"/bundles/{name}").status_code in (404, 422)
    assert client.get(f"/backtests/1/files/{name}").status_code in (404, 422)


def test_an_answer_may_load_nothing_and_is_kept_by_nobody(service, client):
    headers = client.get("/me").headers
    assert headers["cache-control"] == "no-store"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert "server" not in headers or "uvicorn" not in headers["server"]


def test_what_was_sent_is_not_said_again(client):
    told = "do-not-repeat-me-" * 5
    answer = client.post("/tokens", json={"scopes": [told], "more": told})
    assert answer.status_code == 422
    assert told not in answer.text


def test_half_a_body_ends_without_an_answer_and_without_an_error(service):
    import socket

    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as raw:
        raw.sendall(
            f"POST /api/v1/backtests HTTP/1.1\r\nHost: {host}\r\nContent-Length: 100\r\n"
            f"Authorization: Bearer {service.key}\r\n\r\n{{".encode()
        )
    assert httpx.get(f"{service.api}/health").status_code == 200


def test_a_write_that_was_told_to_have_taken_too_long_was_not_made(tmp_path):
    limits = replace(PATIENT, seconds_max=1)
    url = f"sqlite:///{tmp_path}/farthing.db"
    with serving(tmp_path / "home", url, limits, has_worker=False) as slow:
        client = slow.client()
        with slow.app.state.service.database.writing() as session:
            session.connection()  # nobody else can write meanwhile
            told = client.post("/bars", json=bar_of("LATE"))
        assert told.status_code == 503
        assert "took more than 1 seconds" in told.json()["detail"]
        assert client.post("/bars", json=bar_of("NEXT")).status_code == 201
        found = {
            symbol: len(
                client.get("/bars", params={"symbol": symbol, "timeframe": "1h"}).json()["items"]
            )
            for symbol in ("LATE", "NEXT")
        }
        assert found == {"LATE": 0, "NEXT": 1}


def bar_of(symbol):
    prices = dict.fromkeys(("open", "high", "low", "close"), "10.00")
    return {
        "timeframe": "1h",
        "bars": [{"symbol": symbol, "ends_at": "2024-01-02T10:00:00Z", "volume": "1", **prices}],
    }
