"""The audit log: every write, who made it and by which request."""
