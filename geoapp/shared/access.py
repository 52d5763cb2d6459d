"""Who may call a view. Each endpoint carries a mark, `@public` or `@requires(permission)`; a test looks at all."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

from flask import g

from geocore.actor import ANONYMOUS, Actor
from geocore.errors import DomainError, NotPermitted

View = TypeVar("View", bound=Callable[..., Any])
Given = ParamSpec("Given")
Answer = TypeVar("Answer")
PUBLIC: Final = "public"
ASKS_ONLY: Final = "asks_only"
OPEN_TO_ALL: Final = frozenset({PUBLIC, ASKS_ONLY})


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


def access_of(view: Callable[..., Any] | None) -> str | None:
    """`public`, `asks_only`, `signed_in` or the permission that is asked for; None without a mark."""
    return None if view is None else vars(view).get("access")


def _marked(view: View, access: str) -> View:
    vars(view)["access"] = access
    return view


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    return _marked(view, PUBLIC)


def asks_only(view: View) -> View:
    """Mark a public view that is asked by POST because questions are long: it only reads what is published.

    Nobody is bound to its requests, so that a page of another site that sends one acts for nobody.
    """
    return _marked(view, ASKS_ONLY)


def signed_in(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Mark a view that any signed-in person may call (own profile, sign-out)."""

    @wraps(view)
    def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        if current_actor().is_anonymous:
            raise SignInNeeded("sign in first")
        return view(*args, **kwargs)

    return _marked(guarded, "signed_in")


def requires(permission: str) -> Callable[[Callable[Given, Answer]], Callable[Given, Answer]]:
    """The coarse gate: the permission must be held somewhere. Services and the database check where."""

    def decorate(view: Callable[Given, Answer]) -> Callable[Given, Answer]:
        @wraps(view)
        def guarded(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
            actor = current_actor()
            if actor.is_anonymous:
                raise SignInNeeded("sign in first")
            if not actor.may(permission):
                raise NotPermitted("your roles do not include this", needs=permission)
            return view(*args, **kwargs)

        return _marked(guarded, permission)

    return decorate
