"""A text of a course read back: of `wording`, or as a person types it. Pure.

Sentences are stretches; what stands before the first is the head. Full-width and half-width, spaces and line ends
count alike. All problems of a text are told at once, each with its stretch, its phrase and a way to mend it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from boundaries.course.heads import Head, read_head
from boundaries.course.model import Course, Mark, Stretch
from boundaries.course.natures import half_width
from boundaries.course.phrases import MARK, read_length, read_mark
from boundaries.course.walking import Walk
from geocore.errors import InvalidInput
from geocore.problems import Problem

LONGEST_TEXT = 1_000_000

_NUMBERING = r"(?:第[0-9]+段[:,.、]?|\([0-9]+\)|[0-9]+(?:[、)]|\.(?![0-9])))"
_NEW_SENTENCE = re.compile(rf"\n(?=\s*(?:{_NUMBERING}|从|自|由))")
_NUMBERED = re.compile(rf"{_NUMBERING}(?=[从自由向沿折])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?:米|m|\.))")
_MISSING_COMMA = re.compile(r"(?<=[0-9])(千米|公里|km|米|m)(?=[至到过途经折转再续沿向])", re.IGNORECASE)
_END_WITHOUT_COMMA = re.compile(rf"(?<![,。直])至(?=[^,。至]*{MARK}[^,。至]*(?:[,。]|$))")
_FIRST = re.compile(rf"(?:从|自|由)[^,]*{MARK}")
_START = re.compile(rf"(?:从|自|由)(?P<mark>.*?{MARK}[^,起出开向沿]*?)(?:起点?|出发|开始|,|(?=[向沿]))+(?P<rest>.*)")
_END = re.compile(r"(?:止于|直至|到达|至|到|抵)(?P<mark>.+?)(?:止|为止)?")
_STRETCH_LENGTH = re.compile(r"(?:本段|该段|段)(?:全长|长度|里程|长)?(?P<length>.+)")


def parse_course(text: str) -> Course:
    """The course that a text says. Raises InvalidInput with every Problem found; `row` is the number of its stretch."""
    if len(text) > LONGEST_TEXT:
        raise InvalidInput("走向说明过长", [Problem("course", "long_text", "走向说明过长", hint="按界线分开")])
    head, sentences = _sentences(text)
    problems: list[Problem] = []
    told = Head()
    try:
        told = read_head(head)
    except InvalidInput as error:
        problems += error.problems
    stretches: list[Stretch] = []
    start: Mark | None = None
    for number, sentence in enumerate(sentences, 1):
        reading = _Reading(number, start)
        stretch = reading.stretch(sentence)
        problems += reading.problems
        start = reading.end
        if stretch:
            stretches.append(stretch)
    if not sentences:
        hint = "每段写成“从001号界桩起，向东行约500米，至002号界桩。”"
        problems.append(Problem("course", "no_stretch", "没有一段走向", hint=hint))
    if not problems:
        problems += told.against(stretches)
    if problems:
        raise InvalidInput(f"走向说明有 {len(problems)} 处读不出", problems)
    return Course(tuple(stretches), told.sides, told.rounding_m or 1, told.tolerance_m or 0)


def _sentences(text: str) -> tuple[str, list[str]]:
    """The head, and one string for each stretch, without spaces and numbers."""
    plain = _NEW_SENTENCE.sub("。", half_width(text))
    plain = re.sub(r"\s+", "", plain).replace("；", ",").replace(";", ",")
    plain = _END_WITHOUT_COMMA.sub(",至", _MISSING_COMMA.sub(r"\1,", _THOUSANDS.sub("", plain)))
    parts = [part for part in plain.split("。") if part]
    first = next((n for n, part in enumerate(parts) if _FIRST.match(part) or _NUMBERED.match(part)), len(parts))
    return ",".join(parts[:first]), [_NUMBERED.sub("", part, count=1) for part in parts[first:]]


@dataclass
class _Reading:
    """One sentence being read. `end` is known also where the rest could not be read."""

    number: int
    start: Mark | None
    end: Mark | None = None

    def __post_init__(self) -> None:
        self.problems: list[Problem] = []
        self._length_m: int | None = None
        self._before = self.start

    def stretch(self, sentence: str) -> Stretch | None:
        rest = self._read_start(sentence)
        walk = Walk()
        for phrase in filter(None, rest.split(",")):
            try:
                self._read_phrase(walk, phrase)
            except InvalidInput as error:
                self._add(error, phrase)
        if self.end is None and not self.problems:
            self.problems.append(self._problem("no_end", "没有写到哪里", "句末写“至002号界桩”"))
        if self.problems or self.start is None or self.end is None:
            return None
        try:
            legs = walk.legs()
            return Stretch(self.start, self.end, legs, self._length_m or sum(leg.distance_m for leg in legs))
        except InvalidInput as error:
            self._add(error, sentence)
            return None

    def _read_start(self, sentence: str) -> str:
        matched = _START.fullmatch(sentence)
        if matched is None:
            if self.start is None:
                self.problems.append(self._problem("no_start", "没有写从哪里起", "句首写“从001号界桩起”"))
            return sentence
        try:
            self.start = read_mark(matched["mark"])
        except InvalidInput as error:
            self._add(error, matched["mark"])
        if self._before is not None and self.start != self._before:
            message = f"“{matched['mark']}”不是上一段的终点{self._before.number}"
            self.problems.append(self._problem("marks_do_not_meet", message, "核对两段的界桩号"))
        return matched["rest"]

    def _read_phrase(self, walk: Walk, phrase: str) -> None:
        if self.end is not None:
            matched = _STRETCH_LENGTH.fullmatch(phrase)
            if matched is None:
                message, hint = "终点之后还有内容", "终点之后只写“段长约多少米”，下一段另起一句"
                raise InvalidInput(message, [Problem("stretch", "after_end", message, hint=hint)])
            self._length_m = read_length(matched["length"])
        elif matched := _END.fullmatch(phrase):
            self.end = read_mark(matched["mark"])
        else:
            walk.read(phrase)

    def _add(self, error: InvalidInput, phrase: str) -> None:
        for found in error.problems:
            shown = phrase if len(phrase) <= 40 else phrase[:39] + "…"
            self.problems.append(self._problem(found.code, f"“{shown}”：{found.message}", found.hint))

    def _problem(self, code: str, message: str, hint: str | None) -> Problem:
        return Problem("stretch", code, f"第{self.number}段{message}", row=self.number, hint=hint)
