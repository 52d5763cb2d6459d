"""Flask extensions, made without an application and bound to it in `create_app`."""

from __future__ import annotations

from flask import request, session
from flask_babel import Babel
from flask_wtf import CSRFProtect

csrf = CSRFProtect()
babel = Babel()

LANGUAGES = ("zh_Hans_CN", "en")


def chosen_language() -> str:
    """The person's choice, else Chinese: the interface language does not follow the browser's by surprise."""
    wanted = session.get("language") or request.cookies.get("language")
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
