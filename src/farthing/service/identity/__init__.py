"""Who calls: users, their keys, and the tokens that stand for a key for a while."""
