"""Profiles made by hand: functions with their shares, in a run of a known length."""

from farthing.lab.machine import machine
from farthing.lab.profile import table, targets
from farthing.lab.profile.names import Named
from farthing.lab.results.profile import FunctionTable, ProfileResult, Unwatched

MACHINE = machine()


def named(label, *, compiled=False):
    """A function of `module:name`."""
    module, _, name = label.partition(":")
    return Named(module, name, "" if compiled else f"{module}.py:1", label, compiled)


def function_table(shares, profiler="cprofile", samples=100):
    """A table of functions with these shares; what begins with `c:` is compiled."""
    seen = [
        table.Seen(named(label.removeprefix("c:"), compiled=label.startswith("c:")), own, own, 10.0)
        for label, own in shares.items()
    ]
    found = table.functions(seen)
    return FunctionTable(
        profiler=profiler,
        rounds=10,
        seconds=1.0,
        setup_seconds=0.1,
        samples=samples if profiler == "sampling" else None,
        functions=found,
        modules=table.by_module(found),
        categories=table.by_category(found),
    )


def made(shares, seconds, *, profiler="cprofile", samples=100, digest="d", files=None, **more):
    """A profile of a run of so many seconds."""
    found = function_table(shares, profiler, samples)
    return ProfileResult(
        made="2024-01-02T00:00:00+00:00",
        machine=MACHINE,
        target="trial",
        digest=digest,
        asked=(profiler,),
        unwatched=Unwatched(
            rounds=3, seconds=seconds, cpu_seconds=seconds, setup_seconds=0.1, peak_bytes=1
        ),
        targets=targets.targets(found, seconds, {}),
        files=files or {},
        **{profiler: found},
        **more,
    )
