"""No key, token or password is in the tree."""

from __future__ import annotations

import re

import pytest

from tidy.tree import lines_with

SECRET = re.compile(
    r"""
    -----BEGIN\ [A-Z ]*PRIVATE\ KEY
    | \bAKIA[0-9A-Z]{16}\b
    | \bgh[pousr]_[0-9A-Za-z]{30,}
    | \bgithub_pat_\w{20,}
    | \bxox[abprs]-\w{10,}
    | \bsk-[0-9A-Za-z_-]{20,}
    | \bpypi-[0-9A-Za-z_-]{30,}
    | (?i:password|passwd|secret|api_?key|token) ["']? \s*[:=]\s* ["'][^"'\s{}<>$]{8,}["']
    """,
    re.VERBOSE,
)


def test_no_secret() -> None:
    """What was committed once is in every clone for good; a key has to be changed, not removed."""
    assert lines_with(SECRET) == []


@pytest.mark.parametrize(
    "example",
    [
        "-----BEGIN RSA PRIV~ATE KEY-----",
        "AK~IAABCDEFGHIJKLMNOP",
        "gh~p_0123456789abcdefghijklmnopqrst",
        "api_key~ = 'k3yk3yk3y'",
    ],
)
def test_the_rule_sees_a_secret(example: str) -> None:
    assert not SECRET.search(example)
    assert SECRET.search(example.replace("~", ""))


@pytest.mark.parametrize("example", ["token: str", 'secret = "${{ name }}"', "disk-sized-segments"])
def test_the_rule_lets_the_rest_pass(example: str) -> None:
    assert not SECRET.search(example)
