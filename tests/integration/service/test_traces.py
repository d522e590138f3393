"""Traces: a request and its statements are spans; without a collector there is none."""

import sys

import httpx
import pytest

from farthing.errors import ConfigurationError
from farthing.service.application import application
from farthing.service.here import Service
from farthing.service.settings import Settings
from farthing.service.traces import VARIABLE, trace, trace_where_asked
from farthing.store.database import opened
from farthing.store.migrate import upgrade

pytest.importorskip("opentelemetry.sdk", reason="OpenTelemetry is not installed: NOT SHOWN")


@pytest.fixture
def made(tmp_path):
    database = opened(f"sqlite:///{tmp_path}/farthing.db")
    upgrade(database)
    settings = Settings(database.url, tmp_path, "s" * 32)
    yield application(Service(settings, database)), database
    database.close()


async def asked(app, database):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        assert (await client.get("/api/v1/ready")).status_code == 200


def test_a_request_and_its_statements_are_spans(made):
    import asyncio

    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    told = InMemorySpanExporter()
    trace(*made, SimpleSpanProcessor(told))
    asyncio.run(asked(*made))
    spans = told.get_finished_spans()
    (request,) = (span for span in spans if span.parent is None and "/api/v1/ready" in span.name)
    (jobs,) = (span for span in spans if "FROM jobs" in text_of(span))
    assert (jobs.name, jobs.attributes["db.system.name"]) == ("select", "sqlite")
    assert jobs.context.trace_id == request.context.trace_id
    assert request.start_time <= jobs.start_time <= jobs.end_time <= request.end_time


def text_of(span):
    """The statement that a span is of; empty where it is of something else."""
    return span.attributes.get("db.query.text", "")


def test_nothing_is_traced_unless_a_collector_is_named(made, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    before = len(made[0].user_middleware)
    trace_where_asked(*made)
    assert len(made[0].user_middleware) == before


def test_a_missing_package_is_named(made, monkeypatch):
    monkeypatch.setenv(VARIABLE, "http://127.0.0.1:4318")
    exporter = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
    monkeypatch.setitem(sys.modules, exporter, None)
    with pytest.raises(ConfigurationError, match="traces need"):
        trace_where_asked(*made)
