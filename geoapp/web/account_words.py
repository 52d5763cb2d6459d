"""What permissions, roles and faults of the audit chain are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from geoapp.auth import permissions
from geoapp.auth.model import Role
from geoapp.shared.extensions import chosen_language

PERMISSIONS = {
    permissions.NAMES_READ: _l("查阅地名"),
    permissions.NAMES_IMPORT: _l("导入地名"),
    permissions.READINGS_PROPOSE: _l("拟定读音"),
    permissions.READINGS_DECIDE: _l("审定读音"),
    permissions.DIVISIONS_EDIT: _l("编辑区划"),
    permissions.DIVISIONS_IMPORT: _l("导入区划"),
    permissions.IMPORTS_UNDO: _l("撤销导入"),
    permissions.RULES_EDIT: _l("维护规则"),
    permissions.CASES_HANDLE: _l("查看案件"),
    permissions.CASES_DRAFT: _l("起草和提交申请"),
    permissions.CASES_ACCEPT: _l("受理申请"),
    permissions.CASES_REVIEW: _l("审查案件"),
    permissions.CASES_APPROVE: _l("批准案件"),
    permissions.CASES_ANNOUNCE: _l("公告和备案"),
    permissions.CASES_WAIVE: _l("批准规定不应使用的名称"),
    permissions.SYSTEM_MANAGE: _l("系统维护"),
    permissions.ACCOUNTS_MANAGE: _l("管理账号"),
    permissions.ROLES_MANAGE: _l("授予角色"),
    permissions.LABELS_MANAGE: _l("管理密级"),
    permissions.AUDIT_READ: _l("查看审计"),
}

FAULTS = {
    "gap": _l("前面缺记录"),
    "link": _l("与前一条不衔接"),
    "hash": _l("摘要不符"),
    "columns": _l("内容与摘要不符"),
}


def role_names(roles: tuple[Role, ...]) -> dict[str, str]:
    """Code -> name in the language of the page."""
    is_english = chosen_language() == "en"
    return {role.code: role.name_en if is_english else role.name_zh for role in roles}
