"""Rules about the tree itself. A remark made twice becomes a rule here, with the reason why."""
