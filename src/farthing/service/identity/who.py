"""The caller of a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Who:
    """The caller of a request.

    Attributes:
        user_id: the user's number.
        name: the user's name.
        handle: of the key that is used, or that the token stands for.
        scopes: what the caller may do: those of the key, as far as the user has them.
        actor: what the audit log names: ``key:HANDLE`` or ``token:HANDLE``.
    """

    user_id: int
    name: str
    handle: str
    scopes: frozenset[str]
    actor: str

    @property
    def id(self) -> str:
        """By what the caller's requests are counted: all keys of a user together."""
        return f"user:{self.user_id}"
