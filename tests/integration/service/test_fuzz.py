"""Made-up requests of all kinds to every route: none is an error of the service, none gets by."""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from farthing.service.scopes import PUBLIC, SCOPE_OF

EXAMPLES = int(os.environ.get("FARTHING_FUZZ", "8"))
"""Requests of each route; a long run takes hundreds: FARTHING_FUZZ=300."""

CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
)  # fmt: skip

SPARED = ("/api/v1/users/{name}", "/api/v1/keys/{handle}", "/api/v1/bundles/{name}")
"""Where a lucky guess would remove what other requests need."""


@pytest.fixture(scope="module")
def schema(service):
    return schemathesis.openapi.from_dict(service.app.openapi())


def operations(schema):
    return [found.ok() for found in schema.get_all_operations()]


def tried(operation, count, check):
    """Calls a route with made-up requests."""

    @settings(
        max_examples=count, deadline=None, derandomize=True, database=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def run(case):
        check(case)

    run()


def test_no_request_is_an_error_of_the_service(service, schema):
    headers = {"Authorization": f"Bearer {service.key}"}
    routes = operations(schema)
    assert len(routes) >= 45
    for operation in routes:
        if operation.method.upper() == "DELETE" and operation.path in SPARED:
            continue

        def check(case):
            answer = case.call(base_url=service.url, headers=headers)
            case.validate_response(answer, checks=CHECKS)

        tried(operation, EXAMPLES, check)


def test_no_route_answers_without_its_scope(service, schema):
    for operation in operations(schema):
        scope = SCOPE_OF[operation.method.upper(), operation.path]
        if scope == PUBLIC:
            continue

        def check(case):
            assert case.call(base_url=service.url).status_code in (401, 405, 400)

        tried(operation, 2, check)
