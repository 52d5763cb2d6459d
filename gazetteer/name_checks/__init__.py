"""Checking a proposed name against the register: the facts around it from the database, the judgement from the law.

`gazetteer.naming` judges; this package brings what it judges by, from schema `published` alone.
"""

from gazetteer.name_checks.service import CheckedName, Question, check_name

__all__ = ["CheckedName", "Question", "check_name"]
