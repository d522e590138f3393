"""The line that says how many runs were generated."""

import pytest
import tally
from generated import SEED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the counts of the generated runs."""
    for line in tally.lines():
        terminalreporter.write_sep("-", f"generated runs, FARTHING_PROPERTY_SEED={SEED}")
        terminalreporter.write_line(line)
