"""A sealed process: one that can read nothing but its own files, whoever opens them.

Linux keeps compiled readers out too (Landlock, from 5.13 on; docs.kernel.org/userspace-api/
landlock.html). No root is asked for.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Numbers of system calls, the same on every machine."""
VERSION = 1
"""The flag of the first call that only asks what is there."""
PATH_BENEATH = 1
READ_FILE = 1 << 2
NO_NEW_PRIVILEGES = 38


def is_possible() -> bool:
    """Whether this system can seal a process."""
    if sys.platform != "linux":
        return False
    return bool(_libc().syscall(CREATE_RULESET, None, 0, VERSION) >= 1)


def seal(own: Iterable[str]) -> None:
    """Leaves this process nothing to read but some files and folders, for good.

    Args:
        own: what it may read; what is not there is left out.

    Raises:
        OSError: the system refuses.
    """
    libc = _libc()
    handled = ctypes.c_uint64(READ_FILE)
    rules = _done(libc.syscall(CREATE_RULESET, ctypes.byref(handled), 8, 0))
    for path in dict.fromkeys(own):
        if os.path.exists(path):  # noqa: PTH110 - a path of any kind
            _allow(libc, rules, path)
    _done(libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _done(libc.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = ctypes.create_string_buffer(struct.pack("=Qi", READ_FILE, place))
    _done(libc.syscall(ADD_RULE, rules, PATH_BENEATH, rule, 0))
    os.close(place)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _done(answer: int) -> int:
    if answer < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return answer
