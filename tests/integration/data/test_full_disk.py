"""A disk without room: the ingest ends with an error, and the old bundle stays."""

import os
import subprocess
import sys

import pytest

from farthing.data import Catalog, find_source, ingest

LIMITED = """
import resource, sys
from farthing.data import find_source, ingest
from farthing.errors import DataError

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    ingest(find_source("synthetic")(seed=2, years=1), "demo", home=sys.argv[1])
except DataError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit the size of files")
@pytest.mark.parametrize("part", [0, 0.25, 0.5, 0.75, 1])
def test_without_room_the_old_bundle_stays(tmp_path, part):
    catalog = Catalog(tmp_path)
    for bundle in ("demo", "other"):
        old = ingest(find_source("synthetic")(seed=1, years=1), bundle, home=tmp_path).bundle
    sizes = sorted(path.stat().st_size for path in old.folder.iterdir())
    limit = sizes[int(part * (len(sizes) - 1))] - 200
    uncounted = {name: value for name, value in os.environ.items() if "COVERAGE" not in name}
    result = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path), str(limit)],
        capture_output=True, text=True, check=True, env=uncounted,
    )  # fmt: skip
    assert "no room left to write in" in result.stdout
    assert "bundle 'demo' is as it was" in result.stdout
    assert catalog.bundle("demo").manifest.version == old.manifest.version
    assert catalog.verify("demo") == ()
    assert not any(catalog.versions("demo").glob(".staging-*"))
