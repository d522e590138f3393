"""Allocators: how a portfolio is shared among its strategies."""
