"""Python imports this by itself from PYTHONPATH: FARTHING_CORE then names farthing._core."""

from __future__ import annotations

import os
import sys
from importlib.util import spec_from_file_location
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec


class GivenCore:
    """Finds farthing._core where FARTHING_CORE says, before anything else looks for it."""

    @staticmethod
    def find_spec(name: str, *_: object) -> ModuleSpec | None:
        """The library for farthing._core; nothing for any other name."""
        if name != "farthing._core":
            return None
        return spec_from_file_location(name, os.environ["FARTHING_CORE"])


sys.meta_path.insert(0, GivenCore)
