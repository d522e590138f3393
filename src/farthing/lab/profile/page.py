"""The page of a profile, and that of a comparison: one file each, with everything in it."""

from __future__ import annotations

import base64
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from farthing.lab.profile import views, views_of_comparison, views_of_memory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from farthing.lab.results.profile import ProfileResult
    from farthing.lab.results.profile_comparison import ProfileComparison

TOP = 20


def page(result: ProfileResult, flame: str | None) -> str:
    """The index of a profile's folder: its tables, its flame graph, and links to the raw files."""
    return _environment().get_template("profile.html").render(
        result=result,
        summary=views.summary(result),
        targets=views.targets(result),
        categories=views.categories(result),
        modules=views.modules(result),
        two_shares=views.two_shares(result),
        flagged=sum(pair.flagged for pair in result.two_shares),
        top=[
            made(table, result, TOP)
            for table in result.tables
            for made in (views.by_own, views.by_cumulative)
        ],
        complete=[views.complete(table, result) for table in result.tables],
        lines=[views.lines(function) for function in result.lines],
        memory=views_of_memory.tables(result.memory) if result.memory else [],
        memory_facts=views_of_memory.summary(result.memory) if result.memory else [],
        flame=_picture(flame),
    )  # fmt: skip


def page_of_comparison(found: ProfileComparison, flames: Mapping[str, str]) -> str:
    """The page of a comparison, with its differential flame graphs."""
    return _environment().get_template("comparison.html").render(
        found=found,
        headline=views_of_comparison.headline(found),
        warnings=views_of_comparison.warnings(found),
        basis=views_of_comparison.basis(found),
        tables=views_of_comparison.tables(found),
        flames={name: _picture(flame) for name, flame in flames.items()},
    )  # fmt: skip


def _picture(svg: str | None) -> str | None:
    """An SVG as an address of its own content: its style and its script stay its own."""
    if svg is None:
        return None
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


@cache
def _environment() -> Environment:
    """Our templates, and the report's style and tables."""
    return Environment(
        loader=ChoiceLoader(
            [PackageLoader("farthing.lab.profile"), PackageLoader("farthing.report")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
