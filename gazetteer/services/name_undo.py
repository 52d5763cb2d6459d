"""Take a whole import of names back, as if it had not been: lawful only while nothing was built on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from gazetteer.store import batch_removal as removal
from gazetteer.store import publication
from geocore.batch_store import find_batch
from geocore.batches import IMPORT_BATCH
from geocore.db import UnitOfWork
from geocore.errors import Conflict, InvalidInput
from geocore.workflow_store import advance, subject_state

BULK_FROM = 20_000


@dataclass(frozen=True, slots=True)
class NameUndo:
    """What an undo took away, and the names that became standard again."""

    places: int
    names: int
    restored: int


def undo_names(
    work: UnitOfWork,
    batch_id: UUID,
    reason: str,
    progress: Callable[[str, int], None] = lambda stage, done: None,
) -> NameUndo:
    """Remove the batch's places and names; names that it had superseded are standard again.

    Raises NotFound, ActionNotAllowed (already undone), Conflict when a later act rests on the batch.
    """
    connection = work.connection
    batch = find_batch(connection, batch_id)
    if batch.kind != "names":
        raise InvalidInput("this batch did not import names", kind=batch.kind)
    subject = subject_state(connection, batch_id)
    step = IMPORT_BATCH.plan(subject, "undo", work.actor, subject.division_path)
    later = removal.built_upon(connection, batch_id)
    if any(later.values()):
        raise Conflict("later acts rest on this import; undo or correct those first", **later)
    progress("match", 0)
    with publication.loading(connection, bulk=batch.counts.added >= BULK_FROM):
        removal.withdraw(connection, batch_id)
        places, names, renamed = removal.remove(connection, batch_id)
        publication.publish_places(connection, renamed)
    advance(work, subject, step, note=reason)
    work.audit(
        "names.undo_import",
        "import_batch",
        batch_id,
        changes={"places": places, "names": names, "restored": len(renamed)},
        reason=reason,
    )
    return NameUndo(places, names, len(renamed))
