"""Names of permissions and roles. What each role may do is data (`app.role_permission`); a test compares the two."""

from __future__ import annotations

NAMES_READ = "names.read"
NAMES_IMPORT = "names.import"
READINGS_PROPOSE = "readings.propose"
READINGS_DECIDE = "readings.decide"
DIVISIONS_EDIT = "divisions.edit"
DIVISIONS_IMPORT = "divisions.import"
IMPORTS_UNDO = "imports.undo"
RULES_EDIT = "rules.edit"
CASES_HANDLE = "cases.handle"
CASES_DRAFT = "cases.draft"
CASES_ACCEPT = "cases.accept"
CASES_REVIEW = "cases.review"
CASES_APPROVE = "cases.approve"
CASES_ANNOUNCE = "cases.announce"
CAMPAIGNS_SEE = "campaigns.see"
CAMPAIGNS_RUN = "campaigns.run"
CAMPAIGNS_TRIAGE = "campaigns.triage"
CAMPAIGNS_SETTLE = "campaigns.settle"
SUPERVISION_HANDLE = "supervision.handle"
SUPERVISION_DECIDE = "supervision.decide"
SYSTEM_MANAGE = "system.manage"
ACCOUNTS_MANAGE = "accounts.manage"
ROLES_MANAGE = "roles.manage"
LABELS_MANAGE = "labels.manage"
AUDIT_READ = "audit.read"

ALL = frozenset(value for name, value in list(globals().items()) if name.isupper() and isinstance(value, str))

CASES = "cases"
"""The duty of all who handle cases; the other three are the administrators', one person each."""
