"""Keys, tokens and sessions: what is let in, and what is not any more."""

import hmac
import time

import httpx
import jwt
import pytest

from farthing.errors import ConfigurationError
from farthing.service.identity.token import ALGORITHM, token
from farthing.service.settings import SECRET_LENGTH_MIN, SECRET_VARIABLE, secret_of
from farthing.store import keys


def claims(**more):
    now = int(time.time())
    return {
        "iss": "farthing",
        "sub": "0" * 16,
        "scope": "read",
        "iat": now,
        "exp": now + 60,
        **more,
    }


def handle_of(key):
    return key.split("_")[1]


def test_a_token_stands_for_its_key_and_for_no_more_than_it(service):
    key = service.key_for("read", "run")
    client = service.client(key)
    made = client.post("/tokens", json={"scopes": ["read"]})
    assert made.status_code == 201
    of_token = service.client(made.json()["token"])
    assert of_token.get("/me").json()["scopes"] == ["read"]
    assert of_token.post("/jobs/1/cancel").status_code == 403
    assert of_token.post("/tokens", json={}).status_code == 403
    assert client.post("/tokens", json={"scopes": ["admin"]}).status_code == 403
    admin = service.client()
    of_admin = service.client(admin.post("/tokens", json={}).json()["token"])
    assert "admin" in of_admin.get("/me").json()["scopes"]
    asked = {"name": "for-ever", "scopes": ["read"]}
    assert of_admin.post("/users/admin/keys", json=asked).status_code == 403
    assert admin.post("/users/admin/keys", json=asked).status_code == 201


def test_a_secret_that_is_kept_is_whole(tmp_path, monkeypatch):
    monkeypatch.delenv(SECRET_VARIABLE, raising=False)
    secret = secret_of(tmp_path)
    assert (len(secret) >= SECRET_LENGTH_MIN, secret_of(tmp_path)) == (True, secret)
    (file,) = tmp_path.rglob("secret")
    assert (file.stat().st_mode & 0o777, [*file.parent.iterdir()]) == (0o600, [file])
    file.write_text("")
    with pytest.raises(ConfigurationError, match="has 0 bytes; it needs 32"):
        secret_of(tmp_path)


def test_a_token_ends_with_its_key(service):
    key = service.key_for("read")
    of_token = service.client(service.client(key).post("/tokens", json={}).json()["token"])
    assert of_token.get("/me").status_code == 200
    assert service.client().delete(f"/keys/{handle_of(key)}").status_code == 204
    assert of_token.get("/me").status_code == 401
    assert service.client(key).get("/me").status_code == 401


def test_a_removed_user_and_its_keys_are_gone(service):
    key = service.key_for("read", name="removed")
    name = service.client(key).get("/me").json()["name"]
    assert service.client().delete(f"/users/{name}").status_code == 204
    assert service.client(key).get("/me").status_code == 401


@pytest.mark.parametrize(
    "made",
    [
        lambda secret, handle: jwt.encode(claims(sub=handle), "x" * 32, ALGORITHM),
        lambda secret, handle: jwt.encode(claims(sub=handle), None, "none"),
        lambda secret, handle: jwt.encode(claims(sub=handle, exp=1), secret, ALGORITHM),
        lambda secret, handle: jwt.encode(claims(sub=handle, iss="other"), secret, ALGORITHM),
        lambda secret, handle: jwt.encode({"sub": handle, "scope": "read"}, secret, ALGORITHM),
        lambda secret, handle: jwt.encode(claims(sub="f" * 16), secret, ALGORITHM),
        lambda secret, handle: jwt.encode(claims(sub=handle), "y" * 64, "HS512"),
        lambda secret, handle: "a.b.c",
        lambda secret, handle: "fk_" + handle + "_" + "A" * 43,
        lambda secret, handle: "x",
    ],
)  # fmt: skip
def test_what_is_no_good_key_or_token_is_refused_everywhere(service, made):
    told = made(service.settings.secret, handle_of(service.key))
    client = service.client(told)
    assert client.get("/me").status_code == 401
    assert client.get("/health").status_code == 401
    cookie = httpx.get(f"{service.api}/me", cookies={"farthing_session": told})
    assert cookie.status_code == 401


def test_a_token_grants_no_scope_that_its_key_lost(service):
    key = service.key_for("read")
    told = token(service.settings.secret, handle_of(key), frozenset({"read", "admin"}))
    assert service.client(told).get("/me").json()["scopes"] == ["read"]


def test_a_clock_that_is_set_back_signs_nobody_out(service):
    made_later = int(time.time()) + 3000
    told = token(
        service.settings.secret, handle_of(service.key), frozenset({"read"}), 60, made_later
    )
    assert service.client(told).get("/me").json()["scopes"] == ["read"]


def test_a_browser_signs_in_with_a_cookie_that_scripts_cannot_read(service):
    answer = service.client().post("/session")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    session = answer.cookies["farthing_session"]
    with httpx.Client(base_url=service.api, cookies={"farthing_session": session}) as browser:
        assert browser.get("/me").json()["actor"].startswith("token:")
        assert "farthing_session" in browser.post("/session/end").headers["set-cookie"]


def test_a_key_is_compared_in_a_time_that_tells_nothing(service, monkeypatch):
    compared = []
    real = hmac.compare_digest
    monkeypatch.setattr(
        keys.hmac, "compare_digest", lambda a, b: compared.append((a, b)) or real(a, b)
    )
    unknown, wrong = "fk_" + "f" * 16, "fk_" + handle_of(service.key)
    for told in (f"{unknown}_{'A' * 43}", f"{wrong}_{'A' * 43}"):
        assert service.client(told).get("/me").status_code == 401
    assert [len(a) == len(b) == 32 for a, b in compared] == [True, True]


def test_a_key_is_shown_once_and_kept_nowhere(service):
    key = service.key_for("read")
    secret = key.split("_", 2)[2]
    name = service.client(key).get("/me").json()["name"]
    told = service.client().get(f"/users/{name}/keys")
    assert secret not in told.text
    for file in (service.settings.home / "service").glob("farthing.db*"):
        assert secret.encode() not in file.read_bytes()


def test_every_write_is_in_the_audit_log(service):
    admin = service.client()
    user = f"audited-{time.time_ns()}"
    admin.post("/users", json={"name": user, "scopes": ["read"]}).raise_for_status()
    admin.post("/tokens", json={}).raise_for_status()
    entries = admin.get("/audit", params={"limit": 2}).json()["items"]
    assert [each["action"] for each in entries] == ["token.make", "user.add"]
    assert entries[0]["actor"] == f"key:{handle_of(service.key)}"
    assert len(entries[0]["details"]["request"]) == 16
