"""What the codes of reminders are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

MATTERS = {
    "clock": _l("办理期限"),
    "unit": _l("征求意见未答复"),
    "pre_naming": _l("预命名到期"),
    "follow_up": _l("后续任务未办"),
}

MAILS = {
    "none": _l("只在本系统内"),
    "to_send": _l("等待发出"),
    "sent": _l("已发邮件"),
    "failed": _l("邮件未发出"),
}
