"""Tokens (JWT): a key is shown once, and a token stands for it for a while."""

from __future__ import annotations

import time
from dataclasses import dataclass

import jwt

from farthing.service.problems import Unauthenticated

ALGORITHM = "HS256"
"""The only one that is taken: a token that names another, or none, is refused (RFC 8725, 3.1)."""

ISSUER = "farthing"

LIFE_S = 3600
"""Seconds that a token lives."""

SESSION_S = 12 * 3600
"""Seconds that a browser stays signed in."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says.

    Attributes:
        handle: the public part of the key that it stands for.
        scopes: those of the key that the token has.
        expires_at: seconds since 1970.
    """

    handle: str
    scopes: frozenset[str]
    expires_at: int


def token(
    secret: str,
    handle: str,
    scopes: frozenset[str],
    life_s: int = LIFE_S,
    now_s: int | None = None,
) -> str:
    """A token for a key.

    >>> made = token("s" * 32, "ab12", frozenset({"read"}))
    >>> sorted(claims("s" * 32, made).scopes)
    ['read']
    """
    begun = int(time.time()) if now_s is None else now_s
    content = {
        "iss": ISSUER,
        "sub": handle,
        "scope": " ".join(sorted(scopes)),
        "iat": begun,
        "exp": begun + life_s,
    }
    return jwt.encode(content, secret, ALGORITHM)


def claims(secret: str, told: str) -> Claims:
    """What a token says; one that was made before the clock was set back lives longer by as much.

    Raises:
        Unauthenticated: it is none of ours, or no longer.
    """
    try:
        content = jwt.decode(
            told, secret, [ALGORITHM], issuer=ISSUER,
            options={
                "require": ["iss", "sub", "scope", "iat", "exp"],
                "verify_iat": False,  # a clock that was set back signs nobody out
            },
        )  # fmt: skip
    except jwt.ExpiredSignatureError:
        raise Unauthenticated("the token has expired: sign in again") from None
    except jwt.InvalidTokenError:
        raise Unauthenticated("the token is none of this service") from None
    begun = content["iat"]
    if not isinstance(begun, int) or content["exp"] - begun > SESSION_S:
        raise Unauthenticated("the token is none of this service")
    return Claims(content["sub"], frozenset(content["scope"].split()), content["exp"])
