"""The log: a line of JSON an event, without the values that a program held when it failed."""

import json
import subprocess
import sys

PROGRAM = """
import structlog
from farthing.service.serve import log_as_json
log_as_json()
def failing(password):
    raise ValueError("wrong")
try:
    failing("word" + "-of-a-user")
except ValueError:
    structlog.get_logger().exception("it failed")
"""


def test_a_defect_is_logged_without_the_values_of_variables():
    words = [sys.executable, "-c", PROGRAM]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    (line,) = done.stderr.splitlines()
    told = json.loads(line)["exception"][0]
    assert (told["exc_type"], told["exc_value"]) == ("ValueError", "wrong")
    assert [frame["name"] for frame in told["frames"]] == ["<module>", "failing"]
    assert "word-of-a-user" not in line
