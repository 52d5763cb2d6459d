"""The notice that takes a link to the unit that is asked: in Chinese whatever language the officer reads."""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.consultations.services.asking import NewLink
from geocore.documents import chinese_date


@dataclass(frozen=True, slots=True)
class Notice:
    """What is sent outside this system: nothing of it is kept, because it holds the secret of the link."""

    link: NewLink
    address: str
    subject: str
    letter: str


def notice_of(link: NewLink, title: str, address: str) -> Notice:
    """`title`: what the case is about. Lines of the letter end in `\\n`."""
    subject = f"关于“{title}”征求意见"
    letter = f"{link.unit}：\n{subject}，请在下面的网址答复：\n{address}\n链接有效到{chinese_date(link.expires_on)}。"
    return Notice(link, address, subject, letter)
