"""Strategies by name: installed code, never uploaded source."""
