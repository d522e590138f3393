"""Jobs: long work that workers do; what all kinds of it have in common."""
