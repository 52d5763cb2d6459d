"""Before each request: who asks, whether the request is the person's own, and whether something comes first.

1. The actor, from the session cookie or, for the machine interfaces, from `Authorization: Bearer`.
2. CSRF for every unsafe request, unless a bearer token proved it: a browser never adds that header by itself.
3. What must happen first: the first run, a new password, the second factor.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from werkzeug.exceptions import BadRequest

from geoapp.auth import account_queries, secrets, session_store
from geoapp.auth.actors import load_actor
from geoapp.auth.courtesy import Bucket
from geoapp.auth.errors import SetupNeeded, TokenRefused
from geoapp.auth.limits import SessionLimits
from geoapp.auth.model import SignIn
from geoapp.auth.signing_in import Visitor
from geoapp.shared.access import ASKS_ONLY, SignInNeeded, access_of, current_actor
from geoapp.shared.errors import MACHINE_PATHS
from geoapp.shared.extensions import csrf
from geocore.actor import Actor
from geocore.db import unit_of_work
from geocore.errors import NotPermitted

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
UNBOUND = frozenset({"static", "health.health"})
"""Endpoints that never look at who asks."""
WHILE_PASSWORD_IS_OLD = frozenset({"account.password", "auth.logout", "public.set_language", "public.home"})


def now() -> datetime:
    """The application's clock; tests put their own into `app.extensions["clock"]`."""
    moment: datetime = current_app.extensions["clock"]()
    return moment


def system_clock() -> datetime:
    return datetime.now(UTC)


def engine() -> sa.Engine:
    found: sa.Engine = current_app.extensions["databases"].app
    return found


def visitor() -> Visitor:
    agent = request.headers.get("User-Agent")
    return Visitor(request.remote_addr or "unknown", agent, g.get("request_id"))


def session_limits() -> SessionLimits:
    settings = current_app.config["SETTINGS"]
    return SessionLimits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_absolute_hours),
    )


def present_sign_in() -> SignIn | None:
    """The session of this request, also while the second factor is still to come."""
    found: SignIn | None = g.get("sign_in")
    return found


def bind() -> Any:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.endpoint in UNBOUND or access_of(view) == ASKS_ONLY:
        return None
    g.actor, g.sign_in = visitor().as_actor(), None
    by_token = _bind_token()
    if not by_token:
        _bind_session()
        _refuse_foreign_origin()
        csrf.protect(apply_exemptions=True)
    return _what_comes_first()


def _bind_token() -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not request.path.startswith(MACHINE_PATHS):
        return False
    with engine().begin() as connection:
        account_id, state = session_store.use_token(connection, secrets.fingerprint(token.strip()), now())
        if account_id is not None:
            g.actor = load_actor(connection, account_id, request.remote_addr)
            return True
    raise TokenRefused(f"the API token is {state}; make a new one on the page /account", token=state)


def _bind_session() -> None:
    token = request.cookies.get(cookie_name())
    if not token:
        return
    with engine().begin() as connection:
        found = session_store.find_sign_in(connection, secrets.fingerprint(token), now(), session_limits())
        if found is None:
            return
        g.sign_in = found
        if found.is_complete:
            g.actor = load_actor(connection, found.user_id, request.remote_addr)


def _refuse_foreign_origin() -> None:
    """Beside the CSRF token: browsers say where a request comes from (WB3)."""
    if request.method in SAFE_METHODS:
        return
    origin = request.headers.get("Origin")
    if request.headers.get("Sec-Fetch-Site") == "cross-site" or (
        origin is not None and origin not in (request.host_url.rstrip("/"), current_app.config["SETTINGS"].base_url)
    ):
        raise BadRequest("the request comes from another site")


def _what_comes_first() -> Any:
    endpoint = request.endpoint or ""
    is_inside = request.path == "/work" or request.path.startswith("/work/")
    if current_actor().is_anonymous and (is_inside or endpoint == "auth.login"):
        with engine().connect() as connection:
            is_ready = account_queries.has_administrator(connection)
        if not is_ready:
            return _first(SetupNeeded("no system administrator yet"), "setup.begin")
    found = present_sign_in()
    if found is None:
        return None
    if not found.is_complete:
        if is_inside or endpoint.startswith("account."):
            return _first(SignInNeeded("the second factor is still to come"), "auth.second_factor")
    elif found.must_change_password and endpoint not in WHILE_PASSWORD_IS_OLD:
        return _first(NotPermitted("choose a new password first"), "account.password")
    return None


def _first(error: Exception, endpoint: str) -> Any:
    if request.method in SAFE_METHODS and not request.path.startswith(MACHINE_PATHS):
        return redirect(url_for(endpoint))
    raise error


def record_denial(response: Response) -> Response:
    """A signed-in person tried to change what is not theirs: recorded in a transaction of its own."""
    actor = current_actor()
    if (
        response.status_code in (403, 404)
        and request.method not in SAFE_METHODS
        and request.endpoint is not None
        and not actor.is_anonymous
    ):
        with unit_of_work(engine(), actor, request_id=g.get("request_id")) as work:
            work.audit("request.denied", "endpoint", request.endpoint, result="denied", reason=request.path[:300])
    if response.status_code == 401 and request.path.startswith(MACHINE_PATHS):
        response.headers.setdefault("WWW-Authenticate", 'Bearer realm="geoapp"')
    return response


def cookie_name() -> str:
    """With TLS the browser itself then refuses a cookie set by a sibling host or over http."""
    return "__Host-geoapp_sign_in" if current_app.config["SETTINGS"].secure_cookies else "geoapp_sign_in"


def set_cookie(response: Response, token: str) -> None:
    """Hand out a session. The CSRF token of before is worthless afterwards."""
    forget_csrf_token()
    response.set_cookie(
        cookie_name(),
        token,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].secure_cookies,
        path="/",
    )


def clear_cookie(response: Response) -> None:
    forget_csrf_token()
    response.delete_cookie(
        cookie_name(),
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].secure_cookies,
    )


def forget_csrf_token() -> None:
    session.pop("csrf_token", None)


def template_context() -> dict[str, object]:
    """What the frame of every page shows about the person."""
    actor: Actor = current_actor()
    return {
        "current_actor": actor,
        "login_url": url_for("auth.login"),
        "logout_url": url_for("auth.logout"),
        "account_url": url_for("account.show"),
    }


def init_app(app: Flask) -> None:
    app.extensions["clock"] = system_clock
    # Twenty at once, then one in three seconds: a person never meets it, a dictionary does.
    app.extensions["sign_in_courtesy"] = Bucket(20, 3.0, lambda: app.extensions["clock"]())
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # `bind` calls it, because only `bind` knows about tokens
    app.before_request(bind)
    app.after_request(record_denial)
    app.context_processor(template_context)
