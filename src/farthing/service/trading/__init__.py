"""What follows from signals: campaigns, positions, and what all of them have at risk."""
