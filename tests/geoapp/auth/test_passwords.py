"""The password policy, as properties, and hashing that tells nothing by its time."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from argon2.profiles import RFC_9106_LOW_MEMORY
from hypothesis import given
from hypothesis import strategies as st

from geoapp.auth import passwords
from geoapp.auth.secrets import new_password

pytestmark = pytest.mark.usefixtures("quick_hashing")
LOGIN = "suxian-clerk"


def codes(password: str, login: str = LOGIN, history: tuple[str, ...] = ()) -> set[str]:
    return {problem.code for problem in passwords.password_problems(password, login, history)}


@pytest.mark.parametrize(
    ("password", "expected"),
    [
        ("Correct-Horse-7", set()),
        ("correct horse 7 battery", set()),
        ("Short-7a", {"password_length"}),
        ("x" * 129, {"password_length"}),
        ("correcthorsebattery", {"password_classes"}),
        ("correcthorse7battery", {"password_classes"}),
        ("Aa1Aa1Aa1Aa1", {"password_repeats"}),
        ("My-SUXIAN-clerk-7", {"password_has_login"}),
        ("苏仙区白露塘镇大奎村-7A", set()),
    ],
)
def test_policy(password: str, expected: set[str]) -> None:
    assert codes(password) == expected


@given(st.text(max_size=140))
def test_what_is_accepted_has_length_classes_and_variety(password: str) -> None:
    if not codes(password):
        assert 10 <= len(password) <= 128
        kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum())
        assert sum(any(map(kind, password)) for kind in kinds) >= 3
        assert LOGIN not in password.lower()


def test_the_last_passwords_do_not_come_back() -> None:
    history = tuple(passwords.hash_password(f"Correct-Horse-{n}") for n in range(5))
    assert codes("Correct-Horse-4", history=history) == {"password_used"}
    assert codes("Correct-Horse-5", history=history) == set()


def test_all_problems_are_said_at_once() -> None:
    assert codes("aaaaaaaaaaaa", login="aaaa") == {"password_classes", "password_repeats", "password_has_login"}


def test_generated_passwords_satisfy_the_policy_and_differ() -> None:
    made = [new_password() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(codes(password) == set() for password in made)


def test_a_hash_is_salted_and_matches_only_its_password() -> None:
    first, second = passwords.hash_password("Correct-Horse-7"), passwords.hash_password("Correct-Horse-7")
    assert first != second
    assert first.startswith("$argon2id$")
    assert passwords.is_password(first, "Correct-Horse-7")
    assert not passwords.is_password(first, "correct-horse-7")


def test_without_a_hash_the_same_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """AZ7: counted, because a clock on a busy machine would prove nothing."""
    seen = []

    class Counting:
        def hash(self, password: str) -> str:
            return quick.hash(password)

        def verify(self, stored: str, password: str) -> bool:
            seen.append(stored.rsplit("$", 2)[0])
            return quick.verify(stored, password)

    quick = passwords.HASHER
    monkeypatch.setattr(passwords, "HASHER", Counting())
    stored = quick.hash("Correct-Horse-7")
    assert not passwords.is_password(None, "nobody has this password")
    assert not passwords.is_password(stored, "wrong")
    assert not passwords.is_password("damaged", "wrong")
    assert len(seen) == 3
    assert seen[0] == seen[1]  # algorithm, version and cost are the same


def test_production_hashing_is_costly() -> None:
    hasher = PasswordHasher()
    assert (hasher.memory_cost, hasher.time_cost) == (
        RFC_9106_LOW_MEMORY.memory_cost,
        RFC_9106_LOW_MEMORY.time_cost,
    )
    assert hasher.memory_cost >= 64 * 1024
