"""Universes in plain Python, for the tests of what farthing says of them."""
