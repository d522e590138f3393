"""Damaged bundles, full disks and folders that cannot be written: one line, and nothing is lost."""

import json
import sys

import pytest
from command_line import ended, manifest, names, started

from farthing.data import Catalog
from farthing.data.checksum import bytes_hash, canonical

BUYS = "if ctx.row == 0: ctx.order('ALDR', 10)"
HELD = "if ctx.row == 0: ctx.order('BRCK', 20)"


def segment(room):
    return next(Catalog(room.home).bundle("demo").folder.glob("ALDR*"))


def half_written(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def emptied(path):
    path.write_bytes(b"")


def removed(path):
    path.unlink()


@pytest.mark.parametrize("damage", [half_written, flipped, emptied, removed])
def test_a_damaged_file_of_a_bundle_is_named_and_no_run_is_made(own_room, damage):
    path = segment(own_room)
    damage(path)
    error = own_room.run_body(BUYS).error()
    assert str(path) in error
    assert "missing" in error if damage is removed else "has checksum" in error
    assert not own_room.out.exists()


@pytest.mark.parametrize("damage", [half_written, flipped, removed])
def test_a_damaged_manifest_of_a_bundle_is_named(own_room, damage):
    path = Catalog(own_room.home).bundle("demo").folder / "manifest.json"
    damage(path)
    assert str(path) in own_room.run_body(BUYS).error()


def test_a_catalog_of_a_newer_farthing_is_left_alone(own_room):
    path = Catalog(own_room.home).pointer_path("demo")
    record = json.loads(path.read_text(encoding="utf-8"))
    del record["check"]
    record["format"] = 2
    newer = json.dumps({**record, "check": bytes_hash(canonical(record))})
    path.write_text(newer, encoding="utf-8")
    assert "format 2; this farthing knows up to 1" in own_room.run_body(BUYS).error()
    assert path.read_text(encoding="utf-8") == newer


# --- where results go


def test_a_file_in_the_place_of_the_folder_is_named_and_stays(room):
    place = room.folder / "notes.txt"
    place.write_text("mine", encoding="utf-8")
    for out in (place, place / "deeper"):
        error = room.run_body(BUYS, "--out", out).error()
        assert "notes.txt" in error
        assert "Errno" not in error, "what the system says, not what to do"
    assert place.read_text(encoding="utf-8") == "mine"
    assert names(room.folder) == {"notes.txt", "trial.py"}


def test_a_folder_of_something_else_stays_as_it_is(room):
    room.out.mkdir()
    (room.out / "thesis.txt").write_text("mine", encoding="utf-8")
    assert "is not empty, and not a run's folder" in room.run_body(BUYS).error()
    assert names(room.out) == {"thesis.txt"}
    assert names(room.folder) == {"run", "trial.py"}


LIMITED = """
import os, resource, sys
os.environ["LLVM_PROFILE_FILE"] = os.devnull  # an instrumented core would want room for its counts
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from farthing.cli import main
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
@pytest.mark.parametrize("limit", [0, 1_000, 10_000, 60_000])
def test_without_room_for_the_results_the_earlier_run_stays(room, limit):
    assert room.run_body(BUYS).code == 0
    before = manifest(room.out)["digest"]
    words = (str(limit), *room.words(room.trial(HELD)))
    error = ended(started(*words, program=(sys.executable, "-B", "-c", LIMITED))).error()
    assert "no room left" in error
    assert str(room.folder) in error
    assert manifest(room.out)["digest"] == before
    assert names(room.folder) == {"run", "trial.py"}
