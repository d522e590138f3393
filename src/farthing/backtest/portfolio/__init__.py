"""Several strategies in one account: each with its own books, all over one kernel."""
