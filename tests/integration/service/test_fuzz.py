"""Made-up requests of all kinds to every route: none is an error of the service, none gets by."""

import os
from copy import deepcopy

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served import ended

from farthing.service.scopes import PUBLIC, SCOPE_OF

EXAMPLES = int(os.environ.get("FARTHING_FUZZ", "8"))
"""Requests of each route; a long run takes hundreds: FARTHING_FUZZ=300."""

CHECKS = (
    not_a_server_error, status_code_conformance, content_type_conformance,
    response_schema_conformance,
)  # fmt: skip

LONG = 60
"""Of so many examples on, every list is followed."""

AT_ONCE = 3
"""Sequences of a seed: more would have to be drawn the same way from answers that change."""

STEPS = 20
"""Requests of a sequence."""

LISTED = {
    "backtests": {"strategy": "cross", "market": {"bundle": "demo"}},
    "scans": {"market": {"bundle": "demo"}},
    "studies": {
        "strategy": "cross", "market": {"bundle": "demo"}, "search": "random",
        "space": ["fast=2:5"], "trials": 2,
    },
}  # fmt: skip
"""What there is when sequences begin, so that lists tell something."""

SPARED = ("/api/v1/users/{name}", "/api/v1/keys/{handle}", "/api/v1/bundles/{name}")
"""Where a lucky guess would remove what other requests need."""


@pytest.fixture(scope="module")
def schema(service):
    return schemathesis.openapi.from_dict(
        deepcopy(service.app.openapi())
    )  # it changes what it gets


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


def test_no_sequence_of_requests_is_an_error_of_the_service(service, schema):
    client, done = service.client(), set()
    for path, asked in LISTED.items():
        told = client.post(f"/{path}", json=asked).json()
        ended(client, told.get("job_id", told["id"]))

    class Sequence(schema.exclude(method="DELETE").as_state_machine()):
        def get_call_kwargs(self, case):
            headers = {"Authorization": f"Bearer {service.key}"}
            return {"headers": headers, "base_url": service.url}

        def validate_response(self, response, case, **_):
            case.validate_response(response, checks=CHECKS)
            if response.status_code < 300:
                done.add(case.operation.path.removeprefix("/api/v1"))

    how = settings(
        max_examples=AT_ONCE, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), stateful_step_count=STEPS,
    )  # fmt: skip
    for number in range(EXAMPLES):
        seed(number)(Sequence).run(settings=how)
    followed = {f"/{path}/{{id}}" for path in LISTED} | {"/jobs/{id}", "/users/{name}/keys"}
    assert len(followed & done) >= (3 if EXAMPLES < LONG else len(followed))


def test_no_route_answers_without_its_scope(service, schema):
    for operation in operations(schema):
        scope = SCOPE_OF[operation.method.upper(), operation.path]
        if scope == PUBLIC:
            continue

        def check(case):
            assert case.call(base_url=service.url).status_code in (401, 405, 400)

        tried(operation, 2, check)
