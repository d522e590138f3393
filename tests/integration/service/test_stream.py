"""The WebSocket: numbered events, taken up again where a caller was."""

import asyncio
import json

import pytest
import websockets
from served import BUNDLE, ended

from farthing.service.channel import connection

SCAN = {"market": {"bundle": BUNDLE}, "min_confidence": 0}


def opened(service, key=None, **headers):
    told = {"Authorization": f"Bearer {key or service.key}", **headers}
    address = service.api.replace("http:", "ws:") + "/stream"
    return websockets.connect(address, additional_headers=told)


async def heard(service, stream, after, until):
    """The events of a stream behind a number, up to one of a kind."""
    found = []
    async with opened(service) as socket:
        await socket.send(json.dumps({"subscribe": stream, "after": after}))
        async with asyncio.timeout(60):
            while not found or found[-1]["kind"] not in until:
                message = json.loads(await socket.recv())
                if "sequence" in message:
                    found.append(message)
    return found


ENDS = ("done", "failed", "cancelled")


def test_a_job_is_followed_from_its_beginning_and_from_any_number(service, client):
    job = client.post("/scans", json=SCAN).json()
    events = asyncio.run(heard(service, job["stream"], 0, ENDS))
    assert [each["sequence"] for each in events] == list(range(1, len(events) + 1))
    kinds = [each["kind"] for each in events]
    assert (kinds[:2], kinds[-1]) == (["queued", "running"], "done")
    for seen in range(len(events)):
        again = asyncio.run(heard(service, job["stream"], seen, ENDS))
        assert again == events[seen:]


def test_a_connection_ends_with_its_key(service, client, monkeypatch):
    monkeypatch.setattr(connection, "CHECK_S", 0.05)
    key = service.key_for("read")

    async def talk():
        async with opened(service, key) as socket:
            await socket.send(json.dumps({"subscribe": "signals", "after": 0}))
            assert json.loads(await socket.recv())["subscribed"] == "signals"
            assert client.delete(f"/keys/{key.split('_')[1]}").status_code == 204
            async with asyncio.timeout(60):
                await socket.wait_closed()
        with pytest.raises(websockets.InvalidStatus, match="403"):
            async with opened(service, key):
                pass

    asyncio.run(talk())


def test_what_is_no_message_is_answered_with_a_problem(service):
    async def talk():
        async with opened(service) as socket:
            for sent in ("{", '{"subscribe": "../x"}', "[]", '{"subscribe": "job:1", "after": -1}'):
                await socket.send(sent)
                told = json.loads(await socket.recv())
                assert told["problem"]["status"] == 422
            await socket.send('{"subscribe": "job:999999"}')
            assert json.loads(await socket.recv()) == {"subscribed": "job:999999", "last": 0}

    asyncio.run(talk())


def test_a_socket_is_refused_without_a_key_a_scope_or_from_another_site(service):
    async def codes():
        told = []
        for key, headers in (
            ("fk_wrong", {}),
            (service.key_for("audit"), {}),
            (None, {"Origin": "https://elsewhere.example"}),
        ):
            with pytest.raises(websockets.InvalidStatus) as refused:
                async with opened(service, key, **headers):
                    pass
            told.append(refused.value.response.status_code)
        async with opened(service, Origin=service.url):
            pass
        return told

    assert asyncio.run(codes()) == [403, 403, 403]


def test_a_message_that_is_too_long_ends_the_connection(service):
    async def talk():
        async with opened(service) as socket:
            await socket.send("x" * 2**17)
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await socket.recv()
        return closed.value.rcvd.code

    assert asyncio.run(talk()) == 1009
    assert ended(service.client(), 1)
