"""Use cases on divisions, one verb each: `verb(work, …) -> dataclass`. They never commit."""
