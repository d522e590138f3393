"""Bundles: what the catalog has, and bars that are taken in as jobs."""
