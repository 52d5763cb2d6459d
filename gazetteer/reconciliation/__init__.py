"""Matching the names of somebody's table with places: candidates with scores, and facts to be added to the table.

What `/reconcile` answers in the words of the reconciliation API 0.2. Reads schema `published` only.
"""

from gazetteer.reconciliation.matching import candidates
from gazetteer.reconciliation.model import Asked, Candidate
from gazetteer.reconciliation.properties import PROPERTIES, values_of

__all__ = ["PROPERTIES", "Asked", "Candidate", "candidates", "values_of"]
