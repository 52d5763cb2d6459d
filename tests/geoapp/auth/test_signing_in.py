"""Sign-in against the database: locks that hold under races, one answer for every reason, no second use of a code."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from geoapp.auth import passwords, signing_in
from geoapp.auth.errors import SignInRefused, TooManyTries
from geoapp.auth.limits import SessionLimits
from geoapp.auth.secrets import fingerprint
from geoapp.auth.session_store import find_sign_in
from geoapp.auth.signing_in import Opened, Visitor
from tests.builders.accounts import PASSWORD, Person
from tests.builders.site import Site

LIMITS = SessionLimits(idle=timedelta(minutes=15), absolute=timedelta(hours=8))
ROOT = "中华人民共和国"
_numbers = iter(range(1, 10_000))


def fresh_address() -> Visitor:
    number = next(_numbers)
    return Visitor(f"10.9.{number // 250}.{number % 250}", "test")


def sign_in(site: Site, login: str, password: str = PASSWORD, visitor: Visitor | None = None) -> Opened:
    engine = site.database.app  # whose pool lets twenty wait; the application's own would answer "busy"
    return signing_in.sign_in(engine, login, password, visitor or fresh_address(), site.clock.now, LIMITS)


def outcome(site: Site, login: str, password: str, visitor: Visitor | None = None) -> tuple[str, str]:
    try:
        sign_in(site, login, password, visitor)
    except (SignInRefused, TooManyTries) as error:
        return type(error).__name__, error.message
    return "signed in", ""


def session_of(site: Site, token: str):
    with site.app.extensions["databases"].app.begin() as connection:
        return find_sign_in(connection, fingerprint(token), site.clock.now, LIMITS)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """Whether each password comparison was with a real hash (True) or with the dummy (False)."""
    seen: list[bool] = []
    real = passwords.is_password

    def counting(stored: str | None, password: str) -> bool:
        seen.append(stored is not None)
        return real(stored, password)

    monkeypatch.setattr(passwords, "is_password", counting)
    return seen


def test_without_needed_second_factor_the_session_is_complete(site: Site) -> None:
    person = site.person(("reader", "苏仙区"), is_enrolled=False)
    opened = sign_in(site, person.login.upper() + " ")
    assert opened.is_complete
    assert session_of(site, opened.token).is_complete


def test_every_role_that_needs_it_is_asked_for_the_second_factor(site: Site) -> None:
    with site.database.owner.connect() as connection:
        roles = connection.exec_driver_sql("select code, needs_second_factor from app.role").all()
    for role, is_needed in roles:
        person = site.person((role, "苏仙区"), is_enrolled=False)
        opened = sign_in(site, person.login)
        assert opened.is_complete is not is_needed
        assert session_of(site, opened.token).is_complete is not is_needed


def test_the_token_is_not_in_the_database(site: Site) -> None:
    opened = sign_in(site, site.person(("reader", "苏仙区"), is_enrolled=False).login)
    assert len(opened.token) >= 43  # 256 bits
    dump = site.scalar("select string_agg(s::text, ' ') from app.login_session s")
    assert opened.token not in dump


REFUSED = {
    "unknown": lambda site: "nobody-at-all",
    "wrong password": lambda site: site.person().login,
    "closed": lambda site: closed(site),
    "locked": lambda site: locked(site),
    "service account": lambda site: site.person(kind="service").login,
    "without password": lambda site: without_password(site),
}


def closed(site: Site) -> str:
    person = site.person()
    site.execute("update app.user_account set status = 'disabled' where id = :id", id=person.id)
    return person.login


def locked(site: Site) -> str:
    person = site.person()
    for _ in range(5):
        outcome(site, person.login, "wrong")
    return person.login


def without_password(site: Site) -> str:
    person = site.person()
    site.execute("update app.user_account set password_hash = null where id = :id", id=person.id)
    return person.login


def test_every_refusal_has_the_same_text_work_and_audit(site: Site, checks: list[bool]) -> None:
    """AZ7: nothing tells whether the name exists."""
    said = set()
    for reason, make in REFUSED.items():
        login = make(site)
        checks.clear()
        head = site.audit_head()
        password = PASSWORD if reason not in ("wrong password", "unknown") else "wrong"
        said.add(outcome(site, login, password))
        assert len(checks) == 1, reason
        (record,) = site.audit_since(head)
        assert (record.action, record.result) == ("session.sign_in", "denied"), reason
    assert said == {("SignInRefused", signing_in.REFUSAL)}


def test_five_failures_lock_the_account_for_a_quarter_of_an_hour(site: Site) -> None:
    person = site.person(("reader", "苏仙区"), is_enrolled=False)
    for _ in range(4):
        outcome(site, person.login, "wrong")
    assert outcome(site, person.login, PASSWORD)[0] == "signed in"  # which also clears the count
    for _ in range(5):
        outcome(site, person.login, "wrong")
    head = site.audit_head()
    assert outcome(site, person.login, PASSWORD)[0] == "SignInRefused"
    site.clock.advance(minutes=15, seconds=-1)
    assert outcome(site, person.login, PASSWORD)[0] == "SignInRefused"
    site.clock.advance(seconds=2)
    assert outcome(site, person.login, PASSWORD)[0] == "signed in"
    reasons = [record.reason for record in site.audit_since(0) if record.seq <= head and record.reason]
    assert "wrong password; account locked for 15 minutes" in reasons


def test_five_failures_lock_the_address_whatever_the_names(site: Site, checks: list[bool]) -> None:
    visitor = fresh_address()
    for number in range(5):
        assert outcome(site, f"guess-{number}", "wrong", visitor)[0] == "SignInRefused"
    person = site.person(("reader", "苏仙区"), is_enrolled=False)
    checks.clear()
    assert outcome(site, person.login, PASSWORD, visitor)[0] == "TooManyTries"
    assert checks == []  # a locked address costs no hash
    assert outcome(site, person.login, PASSWORD)[0] == "signed in"  # another address goes on
    site.clock.advance(minutes=15, seconds=1)
    assert outcome(site, person.login, PASSWORD, visitor)[0] == "signed in"


def test_successes_do_not_wash_the_failures_of_an_address(site: Site) -> None:
    """Otherwise anybody with an account could guess for ever."""
    visitor = fresh_address()
    mine = site.person(("reader", "苏仙区"), is_enrolled=False)
    for number in range(4):
        outcome(site, f"other-{number}", "wrong", visitor)
        assert outcome(site, mine.login, PASSWORD, visitor)[0] == "signed in"
    outcome(site, "other-5", "wrong", visitor)
    assert outcome(site, mine.login, PASSWORD, visitor)[0] == "TooManyTries"


def test_parallel_tries_get_no_more_than_five_looks(site: Site, checks: list[bool], is_long: bool) -> None:
    for _ in range(20 if is_long else 3):
        person = site.person(("reader", "苏仙区"), is_enrolled=False)
        checks.clear()
        start = threading.Barrier(20)

        def attempt(visitor: Visitor, login: str = person.login, start: threading.Barrier = start) -> str:
            start.wait()
            return outcome(site, login, "wrong", visitor)[0]

        with ThreadPoolExecutor(20) as pool:
            results = list(pool.map(attempt, [fresh_address() for _ in range(20)]))
        assert results == ["SignInRefused"] * 20
        assert sum(checks) == 5
        assert outcome(site, person.login, PASSWORD)[0] == "SignInRefused"


def pending(site: Site, person: Person):
    opened = sign_in(site, person.login)
    assert not opened.is_complete
    return opened, session_of(site, opened.token)


def confirm(site: Site, found, code: str) -> Opened:
    engine = site.app.extensions["databases"].app
    return signing_in.confirm_second_factor(engine, found, code, fresh_address(), site.clock.now, LIMITS)


def test_the_second_factor_exchanges_the_session(site: Site) -> None:
    person = site.person(("clerk", "苏仙区"))
    opened, found = pending(site, person)
    complete = confirm(site, found, person.code(site.clock.now))
    assert complete.token != opened.token
    assert session_of(site, opened.token) is None
    assert session_of(site, complete.token).is_complete


def test_a_code_is_good_once_also_at_the_same_moment(site: Site) -> None:
    person = site.person(("clerk", "苏仙区"))
    sessions = [pending(site, person)[1] for _ in range(4)]
    code = person.code(site.clock.now)
    start = threading.Barrier(4)

    def attempt(found) -> str:
        start.wait()
        try:
            confirm(site, found, code)
        except SignInRefused:
            return "refused"
        return "in"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, sessions)) == ["in", "refused", "refused", "refused"]


def test_the_right_password_gives_no_free_tries_at_the_code(site: Site) -> None:
    person = site.person(("clerk", "苏仙区"))
    for _ in range(5):
        _opened, found = pending(site, person)
        with pytest.raises(SignInRefused):
            confirm(site, found, "000000")
    assert outcome(site, person.login, PASSWORD)[0] == "SignInRefused"


def test_a_pending_session_ends_after_five_minutes(site: Site) -> None:
    opened, _found = pending(site, site.person(("clerk", "苏仙区")))
    site.clock.advance(minutes=5, seconds=-1)
    assert session_of(site, opened.token) is not None
    site.clock.advance(seconds=1)
    assert session_of(site, opened.token) is None


def test_enrolment_offers_one_secret_until_a_code_is_accepted(site: Site) -> None:
    person = site.person(("clerk", "苏仙区"), is_enrolled=False)
    engine = site.app.extensions["databases"].app
    _opened, found = pending(site, person)
    secret = signing_in.offer_second_factor(engine, found)
    assert signing_in.offer_second_factor(engine, found) == secret
    complete = confirm(site, found, pyotp.TOTP(secret).at(site.clock.now))
    enrolled = session_of(site, complete.token)
    assert enrolled.is_enrolled
    with pytest.raises(SignInRefused):
        signing_in.offer_second_factor(engine, enrolled)


def test_an_account_unused_for_ninety_days_is_closed(site: Site) -> None:
    person = site.person(("reader", "苏仙区"), is_enrolled=False)
    site.clock.advance(days=90, seconds=-1)
    assert outcome(site, person.login, PASSWORD)[0] == "signed in"
    site.clock.advance(days=90)
    assert outcome(site, person.login, PASSWORD) == ("SignInRefused", signing_in.REFUSAL)
    assert site.scalar("select status from app.user_account where id = :id", id=person.id) == "disabled"


def test_a_hash_of_weaker_days_is_renewed_at_sign_in(site: Site) -> None:
    person = site.person(("reader", "苏仙区"), is_enrolled=False)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash(PASSWORD)
    site.execute("update app.user_account set password_hash = :hash where id = :id", hash=weak, id=person.id)
    sign_in(site, person.login)
    renewed = site.scalar("select password_hash from app.user_account where id = :id", id=person.id)
    assert renewed != weak
    assert not passwords.needs_rehash(renewed)
    assert outcome(site, person.login, PASSWORD)[0] == "signed in"
