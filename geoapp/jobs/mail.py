"""Reminders by e-mail: each once, tried again with growing pauses, its end noted. Nothing without a mail server."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

from gazetteer.reminders import store
from geoapp.config import Settings

log = logging.getLogger(__name__)

MOST_TRIES = 5
MOST_AT_ONCE = 20
SECONDS = 20
_PORTS = {"smtp": 25, "smtps": 465}
_MATTERS = {
    "clock": "办理期限将至",
    "unit": "征求意见尚未答复",
    "pre_naming": "预命名即将到期",
    "follow_up": "更名、注销后的任务尚未办结",
}


def send_due(engine: sa.Engine, settings: Settings) -> int:
    """Send what is due, some at a time; how many were sent. A server that is away is tried again later."""
    if not settings.smtp_url:
        return 0
    sent = 0
    for _number in range(MOST_AT_ONCE):
        with engine.begin() as connection:
            mail = store.next_mail(connection)
        if mail is None:
            break
        try:
            with _server(settings) as server:
                server.send_message(message(mail, settings))
            state, reason = "sent", None
            sent += 1
        except (OSError, smtplib.SMTPException) as error:
            state, reason = ("failed" if mail.tries >= MOST_TRIES else "to_send"), f"{type(error).__name__}: {error}"
            log.warning("reminder %s was not sent (try %s): %s", mail.id, mail.tries, reason)
        with engine.begin() as connection:
            store.note_mail(connection, mail.id, state, reason)
    return sent


def message(mail: store.Mail, settings: Settings) -> EmailMessage:
    """Number, matter, day and the way to the case: names under way do not leave the machine."""
    made = EmailMessage()
    what = _MATTERS[mail.matter]
    number = mail.number or "（尚未编号）"
    made["Subject"] = f"提醒：{what} {number}"
    made["From"] = settings.mail_from
    made["To"] = mail.email
    # The same at every try, so that a mail that was sent after all is not shown twice.
    made["Message-ID"] = f"<reminder-{mail.id}@{settings.mail_from.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(
        f"{what}\n案件：{number}\n日期：{mail.due_on:%Y-%m-%d}\n{settings.base_url}/work/cases/{mail.case_id}\n\n"
        "本邮件由系统发出，请勿回复。\n"
    )
    return made


@contextmanager
def _server(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A password is never sent in clear: without TLS none is used, and the server will say that it wants one."""
    chosen = urlsplit(settings.smtp_url)
    address = (chosen.hostname or "", chosen.port or _PORTS[chosen.scheme])
    context = ssl.create_default_context()
    made = (
        smtplib.SMTP_SSL(*address, timeout=SECONDS, context=context)
        if chosen.scheme == "smtps"
        else smtplib.SMTP(*address, timeout=SECONDS)
    )
    with made as server:
        is_private = chosen.scheme == "smtps"
        server.ehlo()
        if not is_private and server.has_extn("starttls"):
            server.starttls(context=context)
            is_private = True
        if chosen.username and is_private:
            server.login(unquote(chosen.username), unquote(chosen.password or ""))
        yield server
