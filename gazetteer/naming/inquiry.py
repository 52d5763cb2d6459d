"""One check under way: the proposal, the settings that hold for it, the facts around it. Every rule takes just this."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from gazetteer.naming.findings import Evidence, Finding, Severity
from gazetteer.naming.proposal import Proposal
from gazetteer.naming.settings import Settings, scope_of
from gazetteer.naming.surroundings import Surroundings
from gazetteer.naming.words import ListedWord

LONG_EXISTING: Final = "该名称由来已久，清理整治不规范地名时一般不列入。"
COMMEMORATIVE: Final = "具有纪念意义或者为友好往来而取的名称属于例外，请附说明。"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a rule looks at."""

    proposal: Proposal
    settings: Settings
    surroundings: Surroundings

    def finding(
        self,
        rule: str,
        article: str,
        message: str,
        evidence: Iterable[Evidence],
        way_out: str,
        *,
        mildest: Severity | None = None,
        custom_excuses: bool = False,
        memory_excuses: bool = False,
        setting: str = "",
    ) -> Iterator[Finding]:
        """Yield the finding, or nothing where the setting of the rule switches it off.

        The severity is that of the setting, or ``mildest`` if that is weaker. Long custom and memory make it a note
        for the rules that know these excuses. ``setting`` names the rule whose row counts, if not its own; a stricter
        local law is cited beside the Order.
        """
        row = self.settings.of(setting or rule)
        if row.severity is None:
            return
        severity = max(row.severity, mildest or row.severity, key=lambda item: item.rank)
        if custom_excuses and self.proposal.long_existing:
            severity, message = Severity.NOTE, message + LONG_EXISTING
        elif memory_excuses and self.proposal.commemorative:
            severity, message = Severity.NOTE, message + COMMEMORATIVE
        scope = scope_of(row.scope_kind, self.proposal, self.surroundings.scopes)
        if row.is_local:
            article = f"{article}；{row.source}"
        yield Finding(rule, article, severity, message, scope, tuple(evidence), way_out)

    def word_findings(
        self,
        rule: str,
        article: str,
        words: Iterable[ListedWord],
        say: Callable[[ListedWord], tuple[str, str]],
        *,
        memory_excuses: bool = False,
    ) -> Iterator[Finding]:
        """Yield a finding for each listed word; ``say`` gives its message and way out."""
        for word in words:
            message, way_out = say(word)
            yield from self.finding(
                rule,
                article,
                message,
                (word.as_evidence(),),
                way_out,
                mildest=word.severity,
                custom_excuses=True,
                memory_excuses=memory_excuses,
            )


Rule = Callable[[Inquiry], Iterator[Finding]]
