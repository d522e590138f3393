"""The work of a study; one that was interrupted goes on where it was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from farthing.errors import Interrupted
from farthing.optimise.conduct import Means, conduct
from farthing.optimise.store.place import Place
from farthing.service.plain import plain
from farthing.service.settings import folder_of as service_folder
from farthing.service.studies.plan import folder_of, planned
from farthing.service.studies.schemas import Study
from farthing.service.work import Cancelled, Changed, Finished

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from farthing.optimise.trial import Trial
    from farthing.service.work import Watch

KIND = "study"


def studied(manifest: Mapping[str, Any], home: Path, watch: Watch) -> Finished:
    """Conducts a study; see ``farthing.service.work.Work``."""
    plan = planned(Study.model_validate(manifest["asked"]), home)
    if plain(json.loads(json.dumps(plan.manifest, default=str))) != manifest["decides"]:
        raise Changed("the bundle or the strategy changed after the study was submitted")
    place = Place.of(folder_of(service_folder(home), plan.digest))
    count = plan.search.count(plan.trials) or 0
    ended = 0

    def progress(_: Trial) -> None:
        nonlocal ended
        ended += 1
        watch.step(ended, count)

    watch.step(0, count)
    means = Means(store=place, resume=place.is_there, progress=progress)
    try:
        found = conduct(plan.search, plan.trials, means)
    except Interrupted as error:
        raise Cancelled from error
    told = found.describe()
    return Finished({name: told[name] for name in ("trials", "best", "front") if name in told})
