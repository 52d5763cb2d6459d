"""Names of companies and trade marks (art. 9 item 6; Order 71 art. 4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gazetteer.naming import articles
from gazetteer.naming.findings import Finding, WordEvidence
from gazetteer.naming.inquiry import Inquiry, Rule
from gazetteer.naming.words import ListedWord, words_in

_FORMS: Final = ("有限公司", "股份", "集团", "公司", "®", "™")
_WAY_OUT: Final = "换用其他专名；该词与企业、商标没有特定联系的，附来历说明。"


def listed_company(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 6: well-known companies and marks; free where the word is not about them, as 茅台 the town."""

    def say(word: ListedWord) -> tuple[str, str]:
        return f"“{word.word}”是{word.kind}，不以企业名称或者商标名称作地名。", _WAY_OUT

    return inquiry.word_findings(
        "companies.listed", articles.COMPANIES, words_in("companies.csv", inquiry.proposal, inquiry.settings.words), say
    )


def company_form(inquiry: Inquiry) -> Iterator[Finding]:
    """Art. 9 item 6: words and signs that only a company or a mark carries."""
    found = [form for form in _FORMS if form in inquiry.proposal.name]
    if found:
        yield from inquiry.finding(
            "companies.form",
            articles.COMPANIES,
            f"名称含有“{found[0]}”，形似企业名称或者商标。",
            [WordEvidence(form, "企业名称用语", "《企业名称登记管理规定》第六条") for form in found],
            _WAY_OUT,
        )


RULES: Final[tuple[Rule, ...]] = (listed_company, company_form)
