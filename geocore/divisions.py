"""How both domains point at a division in what they publish: the few facts that a path or a link shows.

Reads schema `published` only, which both domains fill and may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from geocore.db import read_prepared
from geocore.errors import NotFound

_REFS = "select seq, id, name, level, code from published.division where seq = any (%(seqs)s::integer[])"


@dataclass(frozen=True, slots=True)
class DivisionRef:
    """A division in a path: `level` 0 country … 5 village; `code` is the statistical code of 12 digits, if any."""

    seq: int
    id: UUID
    name: str
    level: int
    code: str | None = None


def division_refs(connection: sa.Connection, seqs: Iterable[int]) -> dict[int, DivisionRef]:
    """The published divisions among `seqs`; those that are not published are absent."""
    wanted = sorted(set(seqs))
    if not wanted:
        return {}
    return {row[0]: DivisionRef(*row) for row in read_prepared(connection, _REFS, {"seqs": wanted})}


def path_of(refs: Mapping[int, DivisionRef], seqs: Iterable[int]) -> tuple[DivisionRef, ...]:
    """A path of sequence numbers (country first) as references, leaving out what is not published."""
    return tuple(refs[seq] for seq in seqs if seq in refs)


def division_ref(connection: sa.Connection, seq: int) -> DivisionRef:
    """Raises NotFound."""
    found = division_refs(connection, [seq]).get(seq)
    if found is None:
        raise NotFound("no such division", division=seq)
    return found
