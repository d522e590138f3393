"""The store of studies: finished trials in a database, written in batches."""
