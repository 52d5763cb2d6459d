"""Who may call a view. Every endpoint carries `@public` or `@requires(permission)`; a test looks at all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import g

from geocore.actor import ANONYMOUS, Actor
from geocore.errors import DomainError, NotPermitted

View = TypeVar("View", bound=Callable[..., Any])


class SignInNeeded(DomainError):
    """Nobody is signed in, or the session has ended."""

    code = "sign_in_needed"


class TooManyTries(DomainError):
    """Too many tries from this address in a short time; `retry_after` says in how many seconds the next may come."""

    code = "too_many_tries"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message, retry_after=retry_after)
        self.retry_after = retry_after


def current_actor() -> Actor:
    """The person of this request, with rights as they are now; `geoapp.auth` sets it before each request."""
    actor: Actor = g.get("actor", ANONYMOUS)
    return actor


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    view.access = "public"  # type: ignore[attr-defined]  # read back by the test of all endpoints
    return view


def asks_only(view: View) -> View:
    """Mark a public view that is asked by POST because questions are long: it only reads what is published.

    Nobody is bound to its requests, so that a page of another site that sends one acts for nobody.
    """
    view.asks_only = True  # type: ignore[attr-defined]  # read back by `geoapp.auth.binding` and the test of endpoints
    return view


def signed_in(view: View) -> View:
    """Mark a view that any signed-in person may call (own profile, sign-out)."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current_actor().is_anonymous:
            raise SignInNeeded("sign in first")
        return view(*args, **kwargs)

    guarded.access = "signed_in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def requires(permission: str) -> Callable[[View], View]:
    """The coarse gate: the permission must be held somewhere. Services and the database check where."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            actor = current_actor()
            if actor.is_anonymous:
                raise SignInNeeded("sign in first")
            if not actor.may(permission):
                raise NotPermitted("your roles do not include this", needs=permission)
            return view(*args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate
