"""A headless Chromium, told what to do over a pipe in its DevTools protocol."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)

READS, WRITES = 3, 4
"""File descriptors at which the browser reads commands and writes answers."""

HIGH = 20
"""A descriptor from which on there is room, so that none of ours is in the way of these."""

PATIENCE_SECONDS = 60


def find_chromium() -> str | None:
    """The browser's program, where there is one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass
class Seen:
    """What a page did while it was opened: requests, messages of its console, errors."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def note(self, event: dict[str, Any]) -> None:
        """Takes note of an event of the browser."""
        method, params = event["method"], event["params"]
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.errors.append(str(params["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and params["type"] in ("error", "assert"):
            self.errors.append(str(params["args"]))
        elif method == "Log.entryAdded" and params["entry"]["level"] in ("error", "warning"):
            self.errors.append(params["entry"]["text"])


class Chromium:
    """One browser with one page.

    Args:
        program: of the browser.
        profile: an empty folder for it.
    """

    def __init__(self, program: str, profile: Path) -> None:
        """Starts the browser."""
        commands, self._commands = _pipe()
        self._answers, answers = _pipe()
        null = os.open(os.devnull, os.O_RDWR)
        wiring = [(os.POSIX_SPAWN_DUP2, null, place) for place in (0, 1, 2)]
        wiring += [(os.POSIX_SPAWN_DUP2, commands, READS), (os.POSIX_SPAWN_DUP2, answers, WRITES)]
        arguments = [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._process = os.posix_spawn(
            program, arguments, os.environ, file_actions=wiring, setpgroup=0
        )
        for descriptor in (commands, answers, null):
            os.close(descriptor)
        self._number = 0
        self._held = b""
        self._session: str | None = None
        self.seen = Seen()
        targets = self._call("Target.getTargets")["targetInfos"]
        target = next(each["targetId"] for each in targets if each["type"] == "page")
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "Performance"):
            self._call(f"{domain}.enable")

    def __enter__(self) -> Self:
        """Gives the browser."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends the browser and all that it started."""
        os.killpg(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)
        os.close(self._commands)
        os.close(self._answers)

    def open(self, url: str, width: int, height: int = 900, *, dark: bool = False) -> Seen:
        """Opens a page in a window of some size, and tells what it did until it was loaded."""
        self.seen = Seen()
        self.resize(width, height)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self._call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")
        self.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
        return self.seen

    def resize(self, width: int, height: int) -> None:
        """Gives the window another size."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip

    def evaluate(self, script: str) -> Any:
        """The value of an expression in the page."""
        answer = self._call(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def point(self, x: float, y: float) -> None:
        """Moves the mouse."""
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def press(self, key: str) -> None:
        """Presses a key."""
        for kind in ("keyDown", "keyUp"):
            self._call("Input.dispatchKeyEvent", type=kind, key=key, code=key)

    def photograph(self, path: Path, *, whole: bool = True) -> None:
        """Saves what is seen as an image; ``whole`` is the page from top to bottom."""
        taken = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(taken["data"]))

    def print_to(self, path: Path) -> None:
        """Prints the page to a PDF file."""
        printed = self._call("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        path.write_bytes(base64.b64decode(printed["data"]))

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        _write_all(self._commands, json.dumps(message).encode() + b"\0")
        answer = self._read(lambda event: event.get("id") == self._number)
        assert "error" not in answer, f"{method}: {answer['error']}"
        result: dict[str, Any] = answer["result"]
        return result

    def _wait_for(self, method: str) -> None:
        self._read(lambda event: event.get("method") == method)

    def _read(self, is_wanted: Any) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            message, separator, rest = self._held.partition(b"\0")
            if not separator:
                self._held += self._receive(deadline)
                continue
            self._held = rest
            event: dict[str, Any] = json.loads(message)
            if "method" in event:
                self.seen.note(event)
            if is_wanted(event):
                return event

    def _receive(self, deadline: float) -> bytes:
        ready, _, _ = select.select([self._answers], [], [], max(0, deadline - time.monotonic()))
        assert ready, f"the browser has said nothing for {PATIENCE_SECONDS} seconds"
        received = os.read(self._answers, 1 << 20)
        assert received, "the browser has ended"
        return received


def _pipe() -> tuple[int, int]:
    """A pipe whose descriptors are out of the way of those of the browser."""
    ends = os.pipe()
    high = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, HIGH) for end in ends)
    for end in ends:
        os.close(end)
    return high[0], high[1]


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]
