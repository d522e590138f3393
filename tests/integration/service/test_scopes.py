"""Who may call what: the table is walked with no key, and with one that lacks the scope."""

import inspect
import re

import pytest
from fastapi import APIRouter

from farthing.service.application import check, names_of
from farthing.service.scopes import API, PUBLIC, SCOPE_OF, SCOPES, WEBSOCKET

VALUES = {"id": "999999", "name": "nothing", "symbol": "A", "handle": "0" * 16, "file": "x.js"}

ROWS = sorted((method, path, scope) for (method, path), scope in SCOPE_OF.items())


def filled(path):
    return re.sub(r"\{(\w+)(:\w+)?\}", lambda found: VALUES[found[1]], path)


@pytest.fixture(scope="module")
def lacking(service):
    """For each scope, a client that has all others."""
    return {scope: service.client(service.key_for(*(set(SCOPES) - {scope}))) for scope in SCOPES}


def call(client, service, method, path):
    return client.request(method, service.url + filled(path), headers={"Accept": "text/html"})


HTTP = [row for row in ROWS if row[0] != WEBSOCKET and row[2] != PUBLIC]


@pytest.mark.parametrize(("method", "path", "scope"), HTTP)
def test_without_a_key_or_without_its_scope_a_route_does_nothing(
    service, lacking, method, path, scope
):
    nobody = call(service.nobody(), service, method, path)
    other = call(lacking[scope], service, method, path)
    assert other.status_code == 403
    assert scope in other.json()["detail"]
    if path.startswith(API):
        assert nobody.status_code == 401
        assert nobody.headers["www-authenticate"].startswith("Bearer")
    else:
        assert (nobody.status_code, nobody.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize(("method", "path"), [row[:2] for row in ROWS if row[2] == PUBLIC])
def test_what_is_public_asks_for_no_key(service, method, path):
    assert call(service.nobody(), service, method, path).status_code not in (401, 403)


def test_every_route_is_in_the_table_and_every_row_is_a_route(service):
    found = {each for route in service.app.routes for each in names_of(route)}
    assert found == set(SCOPE_OF)


def test_a_route_that_is_in_no_table_keeps_the_service_from_starting(service):
    stray = APIRouter()
    stray.add_api_route(f"{API}/stray", lambda: None, methods=["GET"])
    with pytest.raises(LookupError, match=f"GET {API}/stray"):
        check([*service.app.routes, *stray.routes])
    with pytest.raises(LookupError, match="differ"):
        check(list(service.app.routes)[1:])


def test_a_route_that_is_added_later_is_denied(service):
    service.app.add_api_route("/later", lambda: "secret", methods=["GET"])
    try:
        answer = service.client().get(f"{service.url}/later")
    finally:
        service.app.router.routes.pop()
    assert answer.status_code == 403
    assert "no table" in answer.json()["detail"]


def test_every_route_that_writes_notes_it_in_the_audit_log(service):
    """A ``Change`` is a transaction with its line in the log; nothing else writes."""
    silent = {
        route.path
        for route in service.app.routes
        if set(getattr(route, "methods", None) or ()) - {"GET"}
        and "change" not in inspect.signature(route.endpoint).parameters
    }
    assert silent == {f"{API}/session/end"}  # which has the browser forget its cookie


def test_an_unknown_address_and_a_wrong_method_are_problems(service, client):
    missing = client.get("/nothing/here")
    wrong = client.delete("/health")
    assert (missing.status_code, wrong.status_code) == (404, 405)
    assert wrong.headers["allow"] == "GET"
    assert {each.headers["content-type"] for each in (missing, wrong)} == {
        "application/problem+json"
    }
