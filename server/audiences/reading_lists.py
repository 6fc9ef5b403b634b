"""Lists of customers as files: read line by line, each customer found, and every line that names none told.

A file is CSV with commas, semicolons or tabs. With a heading it says what a column holds: the customer's
number, her loyalty card, her e-mail address; without one the first column holds any of them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from server.audiences.members import MOST
from server.customers import known_by
from shared.errors import InvalidInput

NUMBER, CARD, EMAIL, ANY = "number", "card", "e-mail", "any"

HEADINGS: Final[Mapping[str, str]] = {
    "customer_id": NUMBER, "customer": NUMBER, "customer_number": NUMBER, "customer_no": NUMBER, "id": NUMBER,
    "loyalty_number": CARD, "loyalty": CARD, "loyalty_card": CARD, "card": CARD, "card_number": CARD,
    "email": EMAIL, "e_mail": EMAIL, "mail": EMAIL, "email_address": EMAIL, "e_mail_address": EMAIL,
}  # fmt: skip
"""What a column's heading means, written in small letters with lines between words."""

_ORDER: Final = (NUMBER, CARD, EMAIL, ANY)
_DELIMITERS: Final = ",;\t"
_HIGHEST: Final = 2**53 - 1

NOBODY: Final = "No customer of yours has this."
SEVERAL: Final = "Several customers have this e-mail address. Name her by number or loyalty card."
SHORTENED: Final = "This number was shortened by a spreadsheet. Format its column as text, and save it again."
EMPTY: Final = "There is nothing in this line."
NO_CSV: Final = "It cannot be read as CSV: a quotation mark is left open, or a line is far too long."
NO_HEADING: Final = (
    "No column is headed “customer_id”, “loyalty_number” or “email”. Name one so, or send a single column."
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file, by its number, and what it says of a customer, by what that is."""

    number: int
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that put nobody on the list, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReadList:
    """The customers that a file names, each once, and the lines that were left out."""

    lines: int
    customer_ids: list[int]
    left_out: list[LeftOut]


def read_list(session: Session, content: bytes) -> ReadList:
    """Who is on the list; InvalidInput (`list`) if it is no such file, or names nobody."""
    lines = lines_of(content)
    found = _find(session, lines)
    first: dict[int, int] = {}
    left_out: list[LeftOut] = []
    for line in lines:
        whose = _whose(line, found)
        if isinstance(whose, str):
            left_out.append(LeftOut(line.number, whose))
        elif whose in first:
            left_out.append(LeftOut(line.number, f"The same customer as in line {first[whose]}."))
        else:
            first[whose] = line.number
    return ReadList(len(lines), list(first), left_out)


def lines_of(content: bytes) -> list[Line]:
    """The lines of the file, headings left out; InvalidInput (`list`) if it cannot be read as one."""
    text = _text(content)
    try:
        head = next(line for line in text.splitlines() if line.strip())
        delimiter = max(_DELIMITERS, key=head.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [(reader.line_num, row) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise _unusable(
            "It cannot be read as CSV: a quotation mark is left open, or a line is far too long."
        ) from error
    columns, has_heading = _columns(rows[0][1])
    lines = [
        Line(number, {kind: row[place].strip() for place, kind in columns.items() if place < len(row)})
        for number, row in rows[has_heading:]
    ]  # fmt: skip
    if not lines:
        raise _unusable("There is nothing in it but a heading.")
    if len(lines) > MOST:
        raise _unusable(f"It has {len(lines):,} lines; a list takes at most {MOST:,}. Make several lists.")
    return lines


def _text(content: bytes) -> str:
    if not content.strip():
        raise _unusable("Choose a file with a customer in each line.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    if "\0" in text or not text.strip():
        raise _unusable("This is not a CSV file. Save the table as CSV, and choose that file.")
    return text


def _columns(first: Sequence[str]) -> tuple[dict[int, str], int]:
    """What each column that counts holds, and how many lines are headings."""
    named = {
        place: HEADINGS.get(re.sub(r"\W+", "_", cell.strip().lower())) for place, cell in enumerate(first)
    }
    known = {place: kind for place, kind in named.items() if kind}
    if known:
        return dict(sorted(known.items(), key=lambda each: -each[0])), 1
    if len(first) > 1:
        raise _unusable(NO_HEADING)
    return {0: ANY}, 0


@dataclass(frozen=True, slots=True)
class _Found:
    """The customers by what names them."""

    numbers: Mapping[int, int]
    cards: Mapping[str, int]
    emails: Mapping[str, int | None]


def _find(session: Session, lines: Iterable[Line]) -> _Found:
    numbers, cards, emails = set[int](), set[str](), set[str]()
    for line in lines:
        for kind, text in line.says.items():
            if kind in (NUMBER, ANY) and (number := _number(text)) is not None:
                numbers.add(number)
            if kind == CARD or (kind == ANY and "@" not in text):
                cards.add(text)
            if kind == EMAIL or "@" in text:
                emails.add(text)
    return _Found(
        known_by.by_number(session, numbers),
        known_by.by_card(session, cards),
        known_by.by_email(session, emails),
    )


def _number(text: str) -> int | None:
    plain = text.removesuffix(".0")
    is_number = plain.isascii() and plain.isdigit() and len(plain) <= 16 and plain == str(int(plain))
    return int(plain) if is_number and int(plain) <= _HIGHEST else None


def _whose(line: Line, found: _Found) -> int | str:
    """The customer of that line, or why it names nobody; the surest of what it says decides."""
    for kind in _ORDER:
        text = line.says.get(kind, "")
        if text:
            return _one(kind, text, found)
    return EMPTY


def _one(kind: str, text: str, found: _Found) -> int | str:
    if kind == EMAIL or (kind == ANY and "@" in text):
        whose = found.emails.get(text.lower(), _HIGHEST)
        return SEVERAL if whose is None else NOBODY if whose == _HIGHEST else whose
    if re.fullmatch(r"\d+([.,]\d+)?E\+\d+", text.upper()):
        return SHORTENED
    number = _number(text) if kind in (NUMBER, ANY) else None
    by_number = None if number is None else found.numbers.get(number)
    known = by_number if kind == NUMBER else by_number or found.cards.get(text)
    return NOBODY if known is None else known


def _unusable(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, list=sentence)
