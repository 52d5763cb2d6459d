"""Accounts, sign-in, sessions, roles by jurisdiction, and the proof of the audit trail.

Services and rules know no request; `binding` alone connects them to Flask.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from geoapp.auth import binding


def init_app(app: Flask) -> None:
    """Bind the account of the session or token to each request."""
    proxies = app.config["SETTINGS"].proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]
    binding.init_app(app)
