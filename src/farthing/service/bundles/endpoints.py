"""``/api/v1/bundles``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Response

from farthing.data.catalog import Catalog
from farthing.data.checksum import value_hash
from farthing.service.bundles import service
from farthing.service.bundles.schemas import BundleDetail, BundleLine, File, Ingest, Verified
from farthing.service.bundles.work import KIND, file_of
from farthing.service.change import Changing, Done
from farthing.service.fields import Name
from farthing.service.here import Caller, Here
from farthing.service.jobs import service as job_service
from farthing.service.jobs.schemas import Job
from farthing.service.scopes import API

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

router = APIRouter(prefix=f"{API}/bundles", tags=["bundles"])

BundleName = Annotated[Name, Path()]


@router.get("")
async def bundles(here: Here) -> list[BundleLine]:
    """The bundles of the catalog."""
    return await here.work(service.listed, here.home)


@router.post("", status_code=202, response_model=Job, responses={200: {"model": Job}})
async def ingest(asked: Ingest, here: Here, who: Caller, change: Changing) -> Response:
    """Takes bars into a bundle, as a job.

    Each submission is a job of its own: files may have changed, and bundles gone. What is taken in
    twice is there once.
    """
    sources = here.settings.sources
    if isinstance(asked.source, File):
        await here.work(file_of, asked.source, sources)
    decides = await here.work(service.decides, asked, here.home, sources)
    told = {"asked": asked.model_dump(mode="json"), "decides": decides, "number": uuid4().hex}
    digest = value_hash(told)
    submission = job_service.submission(KIND, digest, asked, decides, who.user_id)
    return await change(
        "bundle.ingest",
        lambda session: job_service.submitted(session, submission, f"{API}/jobs"),
    )


@router.get("/{name}")
async def bundle(here: Here, name: BundleName) -> BundleDetail:
    """A bundle with its tables."""
    return await here.work(service.shown, here.home, name)


@router.get("/{name}/verify")
async def verify(here: Here, name: BundleName) -> Verified:
    """Reads every file of a bundle, and compares it with what was written."""
    return await here.work(service.verified, here.home, name)


@router.delete("/{name}", status_code=204)
async def remove(here: Here, name: BundleName, change: Changing) -> Response:
    """Removes a bundle. What was computed from it stays."""

    def act(_: Session) -> Done:
        Catalog(here.home).remove(name)
        return Done(None, f"bundle:{name}", 204)

    return await change("bundle.remove", act)
