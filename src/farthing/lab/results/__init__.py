"""The results of the lab: frozen types that come back from JSON as they were."""
