"""Executors: where trials run. The same jobs have the same outcomes in each of them."""
