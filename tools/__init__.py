"""What builds, checks and measures the checkout; none of it ships in the package."""
