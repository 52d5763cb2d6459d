"""The law on new names as pure functions: what art. 9 says of a proposed name, with article, scope and evidence.

Only the names listed here are for other packages. Nothing here reads a database: the caller brings the settings and
the surroundings, and `check` judges. Findings are help for a person, who decides.
"""

from .check import CODE_VERSION, Report, check, rules_version
from .duplicates import sounding_proposal
from .findings import (
    Evidence,
    Finding,
    NameEvidence,
    Reach,
    Scope,
    ScopeKind,
    Severity,
    ThresholdEvidence,
    WordEvidence,
)
from .likeness import Grade, Likeness, SoundingName, as_array, keys_of, likeness, shared_grade, sounding_name
from .proposal import Measures, NameKind, Proposal, kind_of
from .settings import (
    EDGE_M,
    LARGEST_EDGE_M,
    ComparisonKey,
    Condition,
    GenericThreshold,
    LocalLaw,
    RuleSetting,
    Settings,
    parse_conditions,
    parse_parameters,
    read_parameters,
    settings_for,
    shipped_settings,
    shipped_thresholds,
)
from .sounds import Readings, readings_of
from .suggestions import SourceWord, Suggestion, suggest
from .surroundings import Candidate, CandidateStatus, Feature, FeatureKind, LocalName, Surroundings
from .words import ListedWord, WordProvision

__all__ = [
    "CODE_VERSION",
    "EDGE_M",
    "LARGEST_EDGE_M",
    "Candidate",
    "CandidateStatus",
    "ComparisonKey",
    "Condition",
    "Evidence",
    "Feature",
    "FeatureKind",
    "Finding",
    "GenericThreshold",
    "Grade",
    "Likeness",
    "ListedWord",
    "LocalLaw",
    "LocalName",
    "Measures",
    "NameEvidence",
    "NameKind",
    "Proposal",
    "Reach",
    "Readings",
    "Report",
    "RuleSetting",
    "Scope",
    "ScopeKind",
    "Settings",
    "Severity",
    "SoundingName",
    "SourceWord",
    "Suggestion",
    "Surroundings",
    "ThresholdEvidence",
    "WordEvidence",
    "WordProvision",
    "as_array",
    "check",
    "keys_of",
    "kind_of",
    "likeness",
    "parse_conditions",
    "parse_parameters",
    "read_parameters",
    "readings_of",
    "rules_version",
    "settings_for",
    "shared_grade",
    "shipped_settings",
    "shipped_thresholds",
    "sounding_name",
    "sounding_proposal",
    "suggest",
]
