"""Every code block of the README and the guide runs; docs/TESTING.md says how blocks are marked."""
