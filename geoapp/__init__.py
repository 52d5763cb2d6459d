"""The Flask application over the two domains. Read `create_app` from top to bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoapp.config import Settings
from geoapp.version import VERSION

if TYPE_CHECKING:
    from apiflask import APIFlask


def create_app(settings: Settings | None = None) -> APIFlask:
    """One application object. Tests pass their own settings; everything else takes them from the environment."""
    # Imported here, so that the command line, which needs none of it, starts in a fraction of the time.
    from apiflask import APIFlask

    from geoapp import api, auth, web
    from geoapp.shared import errors, headers, json, log
    from geoapp.shared.db import databases
    from geoapp.shared.extensions import babel, chosen_language, csrf

    settings = settings or Settings.from_env()
    app = APIFlask(
        __name__,
        title="地名·区划·界线管理系统 API",
        version=VERSION,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        static_folder="../static",
        template_folder="web/templates",
        json_errors=False,
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        DEBUG=settings.debug,
        SESSION_COOKIE_NAME="geoapp_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=64 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session, which ends by itself
        WTF_CSRF_CHECK_DEFAULT=True,
        BABEL_DEFAULT_LOCALE="zh_Hans_CN",
        BABEL_TRANSLATION_DIRECTORIES="translations",
        OPENAPI_VERSION="3.1.0",
        SETTINGS=settings,
    )
    app.extensions["databases"] = databases(settings)
    json.init_app(app)
    log.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    csrf.init_app(app)
    babel.init_app(app, locale_selector=chosen_language)
    auth.init_app(app)
    web.init_app(app)
    api.init_app(app)
    return app
