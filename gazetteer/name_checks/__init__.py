"""Checking a proposed name against the register: the facts around it from the database, the judgement from the law.

`gazetteer.naming` judges; this package brings what it judges by, from schema `published` alone; only names under way
come by a function of the cases.
"""

from gazetteer.name_checks.candidates import ScopeOfSearch
from gazetteer.name_checks.ideas import ideas
from gazetteer.name_checks.service import CheckedName, Question, check_name
from gazetteer.name_checks.spots import names_on_spots
from gazetteer.name_checks.waiting import names_in_wait
from gazetteer.name_checks.whereabouts import metres_outside

__all__ = [
    "CheckedName",
    "Question",
    "ScopeOfSearch",
    "check_name",
    "ideas",
    "metres_outside",
    "names_in_wait",
    "names_on_spots",
]
