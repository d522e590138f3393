"""vectorbt by its Rust engine; see ``vectorbt_runner``."""

import measure
from vectorbt_runner import Rust

if __name__ == "__main__":
    measure.main(Rust)
