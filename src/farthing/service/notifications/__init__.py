"""What a user is told: jobs that have ended, and signals that became known."""
