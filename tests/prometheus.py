"""A Prometheus for tests, of the programs that are installed."""

import json
import shutil
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass

from farthing.service.monitoring import rules, scraping

SPANS = rules.Spans(window="3s", hold="0s")
"""As short as a test needs."""

EVERY = "250ms"

PATIENCE_S = 60


def is_installed():
    return shutil.which("prometheus") is not None and shutil.which("promtool") is not None


@dataclass
class Prometheus:
    """A server that runs."""

    url: str

    def ask(self, path, **told):
        """What the API answers."""
        query = urllib.parse.urlencode(told)
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}?{query}", timeout=10) as answer:
            return json.load(answer)["data"]

    def values(self, expression):
        """The numbers of an expression now."""
        found = self.ask("query", query=expression)["result"]
        return [float(each["value"][1]) for each in found]

    def firing(self):
        """The names of the alerts that are told of now."""
        return {
            each["labels"]["alertname"]
            for each in self.ask("alerts")["alerts"]
            if each["state"] == "firing"
        }

    def summary(self, name):
        """What the alert of a name says."""
        (found, *_) = (
            each for each in self.ask("alerts")["alerts"] if each["labels"]["alertname"] == name
        )
        return found["annotations"]["summary"]


def until(is_so, between=lambda: None):
    """Waits until something is so, and does something between looks."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it was never so"
        between()
        time.sleep(0.1)


@contextmanager
def running(folder, target, key):
    """A server that scrapes a service, with the shipped rules over short windows."""
    (folder / "key").write_text(key)
    (folder / scraping.RULES_FILE).write_text(rules.as_file(rules.rules(SPANS)))
    (folder / "prometheus.yml").write_text(scraping.as_file(target, EVERY))
    subprocess.run(
        ["promtool", "check", "config", "prometheus.yml"], cwd=folder, check=True,
        capture_output=True,
    )  # fmt: skip
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    words = [
        "prometheus", "--config.file=prometheus.yml", f"--web.listen-address={address}",
        "--storage.tsdb.path=data",
    ]  # fmt: skip
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(words, cwd=folder, stdout=log, stderr=log)
    try:
        found = Prometheus(f"http://{address}")
        until(lambda: process.poll() is not None or _is_ready(found))
        assert process.poll() is None, (folder / "log").read_text()[-2000:]
        yield found
    finally:
        process.terminate()
        process.wait()


def _is_ready(found):
    try:
        return found.values("up") == [1]
    except OSError:
        return False
