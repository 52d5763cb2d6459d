"""Places, names and readings (地名、读音), and their search. Knows neither Flask nor `boundaries`.

Other packages import these names, and those of `gazetteer.search`, `gazetteer.romanization`, `gazetteer.importers`
and the public queries.
"""

from gazetteer.classes import DEFAULT_CLASS, class_categories
from gazetteer.services.name_import import NameImport, import_names
from gazetteer.services.name_undo import NameUndo, undo_names
from gazetteer.store.overrides import current_overrides

__all__ = [
    "DEFAULT_CLASS",
    "NameImport",
    "NameUndo",
    "class_categories",
    "current_overrides",
    "import_names",
    "undo_names",
]
