"""What the standing of a certificate is called on pages: word, tone, and the sentence that says it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

STANDINGS = {
    "holds": (_l("登记如此"), "good", _l("今天的地名登记与这份证明一致。")),
    "renamed": (_l("又已更名"), "warn", _l("证明出具之后，这处地名又改了名。")),
    "ended": (_l("地名已注销"), "warn", _l("证明出具之后，这处地名已注销或不再使用。")),
    "withdrawn": (_l("登记已撤回"), "bad", _l("证明所依据的登记已经更正或撤回，请向地名主管部门核实。")),
    "damaged": (_l("内容不符"), "bad", _l("保存的内容与出具时的摘要不符，请勿采信，并告知本系统的管理单位。")),
}
