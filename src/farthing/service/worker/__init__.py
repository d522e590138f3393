"""Workers: processes that take jobs under leases and do them, and what keeps them running."""
