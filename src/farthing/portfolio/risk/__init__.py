"""The risk of a portfolio: what it must not exceed, and what happens where it would."""
