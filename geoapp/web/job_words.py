"""What the codes of jobs are called on pages: kinds, states, stages, and why one failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

KINDS = {
    "campaigns.scan": _l("清理整治的机器筛查"),
    "names.import": _l("导入地名名录"),
    "divisions.import": _l("导入政区名录"),
    "reminders.write": _l("写出当天的提醒"),
}

STATES = {
    "waiting": (_l("排队中"), "idle"),
    "running": (_l("进行中"), "active"),
    "done": (_l("已完成"), "good"),
    "failed": (_l("没有完成"), "bad"),
    "cancelled": (_l("已取消"), "done"),
}

STAGES = {
    "": _l("准备"),
    "scan": _l("已查名称"),
    "read": _l("读取"),
    "match": _l("比对"),
    "positions": _l("示例位置"),
    "store": _l("入库"),
    "publish": _l("发布"),
    "index": _l("建索引"),
    "areas": _l("范围"),
    "remind": _l("提醒"),
}

ERRORS = {
    "not_permitted": _l("提出之后权限已被收回，或内容超出本人管辖，没有执行。"),
    "not_found": _l("所针对的记录已经不在。"),
    "action_not_allowed": _l("所针对的记录已经不在这一步。"),
    "stale_version": _l("有人同时改动了同一记录，请再试一次。"),
    "conflict": _l("有人正在改动同一些记录，请稍后再试。"),
    "worker_lost": _l("执行的程序三次中断，已停止重试，请联系系统管理员。"),
    "internal_error": _l("程序出错，已记入日志，请联系系统管理员。"),
}


def error_words(error: Mapping[str, Any]) -> str:
    """Why it failed: our own words for a code, else the sentence of the refusal itself."""
    words = ERRORS.get(error.get("code", ""))
    return str(error.get("message", "")) if words is None else str(words)
