"""Use cases on places, names and readings, one verb each: `verb(work, …) -> dataclass`. They never commit."""
