"""The machine a figure was found on: figures of two machines are never compared by accident."""

from __future__ import annotations

from farthing.lab.results.record import Record


class Machine(Record):
    """Facts that travel with every result.

    Attributes:
        cpu: the processor's own name.
        cores: logical cores that the process may use.
        governor: how the clock is scaled; empty where the system does not say.
        memory_bytes: of the whole machine.
        system: such as ``Linux 6.1 x86_64``.
        python: such as ``CPython 3.11.9``.
        rust: the compiler's version; empty where there is none.
        packages: versions of what takes part in a run.
        commit: of the checkout, with ``+`` where it has changes; empty outside of one.
        load: processes that wanted a core in the minute before.
        steal_percent: of the processor's time since boot, taken by other guests of the host.
    """

    cpu: str
    cores: int
    governor: str = ""
    memory_bytes: int
    system: str
    python: str
    rust: str = ""
    packages: dict[str, str] = {}
    commit: str = ""
    load: float = 0.0
    steal_percent: float = 0.0

    @property
    def identity(self) -> str:
        """What has to be the same for two results to be compared: processor, cores, system, Python.

        >>> Machine(cpu="x", cores=2, memory_bytes=1, system="Linux", python="3.11").identity
        'x, 2 cores, Linux, 3.11'
        """
        return f"{self.cpu}, {self.cores} cores, {self.system}, {self.python}"
