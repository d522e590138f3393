"""Traces (OpenTelemetry), where the operator asks for them: off by default.

With ``FARTHING_TRACES=http://collector:4318`` each request and each statement is a span, sent to
that collector by OTLP over HTTP. Statements are told without their values.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from farthing.errors import ConfigurationError, install
from farthing.service.metrics.instruments import query_kind
from farthing.store.timing import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from opentelemetry.sdk.trace import SpanProcessor
    from opentelemetry.trace import Tracer

    from farthing.store.database import Database

VARIABLE = "FARTHING_TRACES"

NANOSECONDS = 10**9
"""In a second."""

PATH = "/v1/traces"
"""Of a collector, where spans are sent to (OTLP 1.0, section OTLP/HTTP)."""


def trace_where_asked(application: FastAPI, database: Database) -> None:
    """Traces an application and its database, where the environment names a collector.

    Raises:
        ConfigurationError: a package of the extra is missing.
    """
    collector = os.environ.get(VARIABLE)
    if not collector:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise ConfigurationError(f"traces need {error.name}: {install('traces')}") from None
    exporter = OTLPSpanExporter(endpoint=collector.rstrip("/") + PATH)
    trace(application, database, BatchSpanProcessor(exporter))


def trace(application: FastAPI, database: Database, spans: SpanProcessor) -> None:
    """Traces an application and its database; what a span is told to is given.

    Args:
        application: before it serves.
        database: its own.
        spans: is given each span that ends.
    """
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
    from opentelemetry.sdk.resources import SERVICE_NAME, Resource
    from opentelemetry.sdk.trace import TracerProvider

    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "farthing"}))
    provider.add_span_processor(spans)
    FastAPIInstrumentor.instrument_app(application, tracer_provider=provider)
    tell(database, _statements(provider.get_tracer("farthing.store"), database.kind))


def _statements(tracer: Tracer, kind: str) -> Callable[[str, float], None]:
    """Makes a span of each statement; it is told when that has ended."""

    def told(statement: str, seconds: float) -> None:
        end = time.time_ns()
        attributes = {"db.system.name": kind, "db.query.text": statement}
        begin = end - round(seconds * NANOSECONDS)
        span = tracer.start_span(query_kind(statement), start_time=begin, attributes=attributes)
        span.end(end)

    return told
