"""A PostgreSQL server for tests, of the programs that are installed."""

import contextlib
import os
import shutil
import socket
import subprocess
import uuid
from contextlib import contextmanager
from pathlib import Path

USER = "postgres"


def programs():
    """The folder of the server's programs; None where it is not installed."""
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return places[-1] if places and (places[-1] / "initdb").exists() else None


@contextmanager
def running(bin_folder, name=""):
    """The URL of a server's empty database; the server refuses to run as root: it has a user.

    One that has a name can be killed and started again by it.
    """
    folder = _folder(name)
    folder.mkdir(mode=0o700)
    if _as_user():
        shutil.chown(folder, USER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = folder / "data"
    url = f"postgresql+psycopg://{USER}@127.0.0.1:{port}/{USER}"
    try:
        _call(folder, bin_folder / "initdb", "-D", data, "-A", "trust", "-U", USER, "-N")
        start(bin_folder, url, name)
        yield url
        _call(folder, bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def start(bin_folder, url, name=""):
    """Starts the server of a name, once more after it was killed."""
    folder = _folder(name)
    port = url.rpartition(":")[2].partition("/")[0]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -F"
    words = ("-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
    _call(folder, bin_folder / "pg_ctl", *words)


def kill(name):
    """Kills all processes of the server of a name, and waits until they are gone."""
    import psutil

    first = psutil.Process(int((_folder(name) / "data" / "postmaster.pid").read_text().split()[0]))
    processes = [first, *first.children(recursive=True)]
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=30)


def _folder(name):
    return Path("/tmp") / f"farthing-postgres-{os.getpid()}{name}"  # another user can enter it


def _as_user():
    return {"user": USER} if os.geteuid() == 0 else {}


def _call(folder, *words):
    subprocess.run(words, check=True, capture_output=True, cwd=folder, **_as_user())


def new_database(url, like="template1"):
    """The URL of a new database of the server of a URL, empty or a copy of another."""
    import psycopg

    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    return f"{url.rpartition('/')[0]}/{name}"
