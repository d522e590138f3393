"""The tests' own packages (`oracle`, `scenarios`) are imported from this folder."""
