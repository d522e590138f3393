"""What watches the service: a dashboard for Grafana, and rules and settings for Prometheus.

All of it is made here, and the files in ``monitoring/`` are what ``farthing monitoring`` writes.
"""
