"""Ctrl-C: a clean stop at any moment; what was there is kept and marked, nothing half-written."""

import signal
import sys
import time

import pytest
from command_line import Ran, ended, manifest, names, started, table

from farthing.data import Catalog

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT to send")

SLOW = """
if ctx.row == 0:
    ctx.order("ALDR", 10)
if ctx.row == 5:
    print("ready", flush=True)
if ctx.row >= 5:
    time.sleep(0.02)
"""


def interrupted(room, *options) -> Ran:
    """A run that gets Ctrl-C when it has said that it is ready."""
    file = room.trial(SLOW)
    file.write_text("import time\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    process = started(*room.words(file, *options))
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    return ended(process)


def test_a_run_stops_with_130_and_keeps_what_was_there(room):
    ran = interrupted(room)
    assert ran.code == 130
    kept = manifest(room.out)
    assert kept["error"].startswith("interrupted at bar ")
    assert 6 <= kept["bars"] < 252
    assert table(room.out, "equity").height == kept["bars"]
    assert table(room.out, "fills")["quantity"].to_list() == [10]
    assert "(stopped early)" in ran.out
    assert names(room.folder) == {"run", "trial.py"}


def test_the_one_line_on_stderr_says_that_and_where_it_was_interrupted(room):
    assert "interrupted at bar " in interrupted(room).error(code=130)


WHILE_SAVING = """
import os, signal
import importlib
save = importlib.import_module("farthing.report.save")

drawn = save.page

def interrupted(run):
    os.kill(os.getpid(), signal.SIGINT)
    return drawn(run)

save.page = interrupted
from farthing.cli import main
main()
"""


def test_ctrl_c_while_results_are_written_leaves_the_earlier_ones(room):
    assert room.run_body("if ctx.row == 0: ctx.order('ALDR', 10)").code == 0
    before = manifest(room.out)["digest"]
    words = room.words(room.trial("if ctx.row == 0: ctx.order('BRCK', 20)"))
    ran = ended(started(*words, program=(sys.executable, "-c", WHILE_SAVING)))
    assert ran.code == 130
    assert "Traceback" not in ran.err
    assert manifest(room.out)["digest"] == before
    assert names(room.folder) == {"run", "trial.py"}


READY = """
import polars, farthing.data.sources.synthetic, farthing.data.intake, farthing.data.catalog
from farthing.cli import main
print("ready", flush=True)
main()
"""


@pytest.mark.parametrize("delay", [0.01, 0.05, 0.2])
def test_ctrl_c_in_an_ingest_leaves_the_old_bundle_or_the_new_one(own_room, delay):
    catalog = Catalog(own_room.home)
    old = catalog.bundle("demo").symbols
    words = ("ingest", "synthetic", "--bundle", "demo", "--seed", "2", "--home", own_room.home)
    process = started(*words, program=(sys.executable, "-c", READY))
    assert process.stdout.readline() == "ready\n"
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    ran = ended(process)
    assert ran.code in (0, 130)
    assert "Traceback" not in ran.err
    assert catalog.verify("demo") == ()
    assert catalog.bundle("demo").symbols == old


WHILE_LOADING = """
import os, signal, sys

class Interrupt:
    def find_spec(self, name, *_):
        if name == "farthing.cli.run":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
from farthing.cli import main
main()
"""


def test_ctrl_c_while_the_program_loads_is_one_line():
    ran = ended(started("--version", program=(sys.executable, "-c", WHILE_LOADING)))
    assert (ran.code, ran.out, ran.err) == (130, "", "error: interrupted\n")
