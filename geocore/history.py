"""Field-by-field differences between two states of a record: the value behind audit entries and history pages."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """One field with its value before and after."""

    field: str
    old: object
    new: object

    def inverted(self) -> Change:
        return Change(self.field, self.new, self.old)


def changes_between(old: object, new: object) -> tuple[Change, ...]:
    """Fields that differ between two dataclass instances or mappings, in field order of `old` then new keys."""
    before, after = _as_mapping(old), _as_mapping(new)
    fields = [*before, *(key for key in after if key not in before)]
    return tuple(
        Change(name, before.get(name), after.get(name)) for name in fields if before.get(name) != after.get(name)
    )


def _as_mapping(value: object) -> Mapping[str, Any]:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: getattr(value, item.name) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return value
    raise TypeError(f"no fields to compare in {type(value).__name__}")
