"""The settings of a Prometheus that watches a service."""

from __future__ import annotations

from farthing.service.monitoring.rules import quoted
from farthing.service.scopes import API

RULES_FILE = "rules.yml"


def as_file(target: str = "127.0.0.1:8000", every: str = "15s", key_file: str = "key") -> str:
    """The file that Prometheus reads.

    Args:
        target: host and port of the service.
        every: how often it is asked, and rules are looked at.
        key_file: holds a key with the scope ``read``, and nothing else.
    """
    return f"""\
global:
  scrape_interval: {every}
  scrape_timeout: {every}
  evaluation_interval: {every}
rule_files: [{RULES_FILE}]
scrape_configs:
  - job_name: farthing
    metrics_path: {API}/metrics
    authorization: {{credentials_file: {quoted(key_file)}}}
    static_configs:
      - targets: [{quoted(target)}]
"""
