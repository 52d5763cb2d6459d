"""The officers' menu: what this person may open, nothing else."""

from __future__ import annotations

from flask import current_app, request
from flask_babel import gettext as _

from geoapp.auth import permissions
from geoapp.shared.access import current_actor

_PART_OF = {
    "campaign_judging": "campaigns",
    "campaign_signs": "campaigns",
    "import_files": "imports",
    "jobs": "work",
    "memories": "heritage",
}


def work_navigation() -> list[tuple[str, str, bool]]:
    """(endpoint, label, is it the present one) for `navigation` in layout.html."""
    actor = current_actor()
    entries = (
        ("work.home", _("工作台"), None),
        ("cases.index", _("案件"), permissions.CASES_HANDLE),
        ("campaigns.index", _("清理整治"), permissions.CAMPAIGNS_SEE),
        ("heritage.index", _("地名保护"), permissions.NAMES_READ),
        ("supervision.index", _("执法监督"), permissions.SUPERVISION_SEE),
        ("imports.index", _("导入"), permissions.NAMES_READ),
        ("readings.index", _("读音"), permissions.NAMES_READ),
        ("provisions.index", _("命名规则"), permissions.NAMES_READ),
        ("built_up_areas.index", _("建成区"), permissions.NAMES_READ),
        ("accounts.index", _("账号"), permissions.ACCOUNTS_MANAGE),
        ("roles.index", _("角色与管辖"), permissions.ROLES_MANAGE),
        ("audit.index", _("审计"), permissions.AUDIT_READ),
    )
    return [
        (endpoint, label, _area(request.blueprint) == endpoint.partition(".")[0])
        for endpoint, label, needed in entries
        if (needed is None or actor.may(needed)) and endpoint in current_app.view_functions
    ]


def _area(blueprint: str | None) -> str | None:
    """All that belongs to a case stands under the cases, and so on."""
    if blueprint is not None and blueprint.startswith("case_"):
        return "cases"
    return _PART_OF.get(blueprint or "", blueprint)


def template_context() -> dict[str, object]:
    return {"navigation": work_navigation()}
