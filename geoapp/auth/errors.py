"""Refusals of the sign-in. One text for every reason, so that a guesser learns nothing."""

from __future__ import annotations

from geoapp.shared.access import SignInNeeded, TooManyTries

__all__ = ["SetupNeeded", "SignInRefused", "TokenRefused", "TooManyTries"]


class SignInRefused(SignInNeeded):
    """Unknown name, wrong password or code, used code, locked, closed: nobody is told which."""

    code = "sign_in_refused"


class TokenRefused(SignInNeeded):
    """The API token is unknown, expired or revoked."""

    code = "token_refused"


class SetupNeeded(SignInNeeded):
    """There is no system administrator yet; `/setup` makes one."""

    code = "setup_needed"
