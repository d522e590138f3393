"""All files that watch the service, written into a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.service.monitoring import dashboard, rules, scraping

if TYPE_CHECKING:
    from pathlib import Path


def files() -> dict[str, str]:
    """The content of each file, by its name."""
    return {
        "dashboard.json": dashboard.as_file(dashboard.panels()),
        scraping.RULES_FILE: rules.as_file(rules.rules()),
        "prometheus.yml": scraping.as_file(),
    }


def write(folder: Path) -> list[Path]:
    """Writes the files; the paths of them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in files().items():
        path = folder / name
        path.write_text(content, encoding="utf-8")
        written.append(path)
    return written
