"""zipline-reloaded: one of our Zipline files, unchanged; ``rustybt_runner`` is its fork's.

An hour is spread over its minutes, as the engine has no hours. A class of farthing has no like
here: what a user of it writes is the file, with one ``history`` call a bar.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from pathlib import Path

import measure
import zipline_file

STRATEGIES = Path(__file__).parents[1] / "strategies"
FORMS = {"one-call": "_one_call", "per-asset": "_per_asset", "story": ""}


class Runner(measure.Runner):
    """The bundle is ingested once, before any round."""

    engine, package = "zipline-reloaded", "zipline-reloaded"
    convention = "next close, whole shares"
    module = "zipline"

    def __init__(self, *given):
        """Ingests, and reads the program."""
        super().__init__(*given)
        warnings.filterwarnings("ignore")
        self.folder = tempfile.TemporaryDirectory()
        os.environ["ZIPLINE_ROOT"] = os.environ["RUSTYBT_ROOT"] = self.folder.name
        self.zipline = zipline_file.Engine(self.module)
        self.market = zipline_file.Market(self.file, self.zipline.calendar)
        self.bundle = self.zipline.ingest(self.market)
        if self.bars.frequency == "1h":
            self.convention = "the hour's next minute, whole shares"
        name = self.bars.workload.lower().replace("-", "_")
        self.program_file = STRATEGIES / f"zipline_{name}{FORMS[self.way]}.py"

    def prepare(self):
        """The program and the algorithm anew: a run keeps things in both."""
        program = zipline_file.load(self.program_file, self.zipline)
        self.algorithm = self.zipline.algorithm(self.market, self.bundle, program)

    def simulate(self, signals):
        """The engine's own run."""
        return self.algorithm.run()

    def answer(self, result):
        """Of its table of days."""
        fills = int(sum(len(day) for day in result["transactions"]))
        return {"fills": fills, "end_equity": float(result["portfolio_value"].iloc[-1])}


if __name__ == "__main__":
    measure.main(Runner)
