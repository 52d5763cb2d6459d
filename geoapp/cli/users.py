"""`geoapp users`: accounts and roles for whoever may run commands on the machine itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import click

from geoapp.auth import account_queries, accounts, demo, first_run, grant_queries
from geoapp.auth.accounts import NewAccount, NewGrant
from geoapp.auth.consoles import CONSOLE_SECURITY, CONSOLE_SYSTEM
from geoapp.auth.model import Account, Grant
from geoapp.cli.consoles import reading_as, unit_of_work_as
from geoapp.cli.context import print_json, settings
from geocore.errors import InvalidInput, NotFound
from geocore.official_time import CHINA_TIME
from geocore.problems import Problem

ROOT = "中华人民共和国"


@click.group()
def users() -> None:
    """Accounts, roles, locks. Rights come from roles; a new account has none."""


@users.command("first-run")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def first_run_code(as_json: bool) -> None:
    """Print the one-time code for /setup, where the three administrators are made."""
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        code = first_run.issue_setup_code(work, _now())
    address = f"{settings().base_url}/setup"
    if as_json:
        print_json({"code": code, "address": address})
    else:
        click.echo(f"设置码 setup code: {code}\n在 24 小时内打开 {address} 并填写一次。")


@users.command()
@click.argument("login")
@click.option("--name", required=True, help="name of the person")
@click.option("--unit", default="", help="office or department")
@click.option("--role", help="also give this role")
@click.option("--division", default=ROOT, show_default=True, help="where: name or code")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def add(login: str, name: str, unit: str, role: str | None, division: str, as_json: bool) -> None:
    """Make an account and print its first password, which must be changed at the first sign-in."""
    if role is not None:
        _known_role(role)
        with reading_as(CONSOLE_SECURITY) as connection:
            grant_queries.find_division(connection, division)  # an unknown one must not leave half a job
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        account_id, password = accounts.create_account(work, NewAccount(login, name, unit), _now())
    if role is not None:
        _give(account_id, role, division, _today(), None, "geoapp users add")
    if as_json:
        print_json({"login": login, "password": password, "role": role, "id": account_id})
    else:
        click.echo(f"登录名 login: {login}\n初始密码 password: {password}\n(只显示这一次 shown once)")


@users.command()
@click.argument("login")
@click.option("--reason", default="", help="kept in the audit")
def lock(login: str, reason: str) -> None:
    """Close an account: no sign-in, and its sessions and tokens end at once."""
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        accounts.close_account(work, _account(work.connection, login), reason)
    click.echo(f"{login}: closed")


@users.command()
@click.argument("login")
@click.option("--reason", default="", help="kept in the audit")
def unlock(login: str, reason: str) -> None:
    """Open a closed account, or end its lock after failed tries."""
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        accounts.open_account(work, _account(work.connection, login), _now(), reason)
    click.echo(f"{login}: open")


@users.command("reset-password")
@click.argument("login")
def reset_password(login: str) -> None:
    """Print a new first password."""
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        password = accounts.reset_password(work, _account(work.connection, login), _now())
    click.echo(f"初始密码 password: {password}")


@users.command("reset-second-factor")
@click.argument("login")
def reset_second_factor(login: str) -> None:
    """For a lost phone: the next sign-in enrols a new one."""
    with unit_of_work_as(CONSOLE_SYSTEM) as work:
        accounts.reset_second_factor(work, _account(work.connection, login))
    click.echo(f"{login}: the next sign-in enrols a new second factor")


@users.command("list")
@click.option("--containing", default="", help="part of login, name or unit")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def list_accounts(containing: str, as_json: bool) -> None:
    """List accounts with their present roles."""
    cursor: str | None = None
    found: list[Account] = []
    with reading_as(CONSOLE_SYSTEM) as connection:
        while True:
            page = account_queries.list_accounts(connection, containing=containing, cursor=cursor, limit=500)
            found += page.items
            cursor = page.next
            if cursor is None:
                break
    if as_json:
        print_json([_account_json(account) for account in found])
        return
    for account in found:
        click.echo(f"{account.login:24} {account.status:9} {','.join(account.roles) or '-':28} {account.display_name}")


@users.command()
@click.argument("login")
@click.option("--give", "given", metavar="ROLE", help="give this role")
@click.option("--withdraw", "withdrawn", metavar="ROLE", help="withdraw this role (in --division, or everywhere)")
@click.option("--division", help="where: name or code; whole country by default when giving")
@click.option("--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="first day (default: today)")
@click.option("--until", "valid_until", type=click.DateTime(["%Y-%m-%d"]), help="first day on which it ends")
@click.option("--reason", default="", help="kept with the grant and in the audit")
@click.option("--json", "as_json", is_flag=True, help="print JSON")
def roles(
    login: str,
    given: str | None,
    withdrawn: str | None,
    division: str | None,
    valid_from: datetime | None,
    valid_until: datetime | None,
    reason: str,
    as_json: bool,
) -> None:
    """Show, give or withdraw the roles of an account."""
    with reading_as(CONSOLE_SECURITY) as connection:
        account = _account(connection, login)
        grants = grant_queries.list_grants(connection, account_id=account.id)
    if given:
        first = valid_from.date() if valid_from else _today()
        _give(account.id, _known_role(given), division or ROOT, first, valid_until and valid_until.date(), reason)
    if withdrawn:
        _withdraw(grants, withdrawn, division, reason)
    with reading_as(CONSOLE_SECURITY) as connection:
        grants = grant_queries.list_grants(connection, account_id=account.id)
    if as_json:
        print_json([_grant_json(grant) for grant in grants])
        return
    for grant in grants:
        click.echo(f"{grant.role:16} {grant.division:16} {grant.valid_from or ''} – {grant.valid_until or ''}")


@users.command()
@click.argument("login")
def code(login: str) -> None:
    """Print the present one-time code of a demo account (of no other)."""
    with reading_as(CONSOLE_SYSTEM) as connection:
        click.echo(demo.present_code(connection, login, _now()))


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().astimezone(CHINA_TIME).date()


def _account(connection: Any, login: str) -> Account:
    try:
        return account_queries.find_account_by_login(connection, login)
    except NotFound as error:
        raise NotFound("no account has this login name", login=login) from error


def _known_role(code: str) -> str:
    with reading_as(CONSOLE_SECURITY) as connection:
        known = [role.code for role in grant_queries.list_roles(connection)]
    if code not in known:
        problem = Problem("role", "role_unknown", f"no role {code!r}", hint=f"one of {', '.join(known)}")
        raise InvalidInput("unknown role", [problem])
    return code


def _give(account_id: Any, role: str, division: str, first: date, until: date | None, reason: str) -> None:
    with unit_of_work_as(CONSOLE_SECURITY) as work:
        where = grant_queries.find_division(work.connection, division)
        accounts.give_role(work, NewGrant(account_id, role, where, first, until, reason))


def _withdraw(grants: tuple[Grant, ...], role: str, division: str | None, reason: str) -> None:
    seq = None
    if division is not None:
        with reading_as(CONSOLE_SECURITY) as connection:
            seq = grant_queries.find_division(connection, division).seq
    chosen = [grant for grant in grants if grant.role == role and seq in (None, grant.division_seq)]
    if not chosen:
        raise NotFound("the person does not hold this role there", role=role)
    for grant in chosen:
        with unit_of_work_as(CONSOLE_SECURITY) as work:
            accounts.withdraw_role(work, grant.id, _now(), reason)


def _account_json(account: Account) -> dict[str, object]:
    return {
        "id": account.id,
        "login": account.login,
        "name": account.display_name,
        "unit": account.unit,
        "kind": account.kind,
        "status": account.status,
        "second_factor": account.is_enrolled,
        "roles": account.roles,
        "last_login_at": account.last_login_at,
    }


def _grant_json(grant: Grant) -> dict[str, object]:
    return {
        "id": grant.id,
        "role": grant.role,
        "division": grant.division,
        "valid_from": grant.valid_from,
        "valid_until": grant.valid_until,
        "reason": grant.reason,
    }
