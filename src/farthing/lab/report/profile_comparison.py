"""Two profiles of the same work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from farthing.lab.profile import views_of_comparison
from farthing.lab.report.document import Document, Section

if TYPE_CHECKING:
    from farthing.lab.results.profile_comparison import ProfileComparison


def document(result: ProfileComparison) -> Document:
    """What a comparison of profiles says."""
    return Document(
        kicker="Two profiles",
        title=result.after.target,
        tone="loss" if result.answer_changed else "",
        standfirst=f"{views_of_comparison.headline(result)}.",
        banners=tuple(views_of_comparison.warnings(result)),
        sections=(
            Section(
                "changes", "Changes",
                f"{views_of_comparison.basis(result)}.",
                tables=tuple(views_of_comparison.tables(result)),
            ),
        ),
    )  # fmt: skip
