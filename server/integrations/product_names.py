"""Readable names for products that the record only knows by till abbreviations.

"FRZN ICE", "ICE - CRUSHED/CUBED", "22 LB" become "Ice, crushed or cubed, 22 lb". What people buy most has its
name in `product_words.json`; the rest is spelled out by rules: abbreviations expanded, cut-off remarks
dropped, the group put in front where the type alone says nothing ("PREMIUM"), no word twice.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from server.integrations.product_sizes import readable_size

CASE = re.compile(r"(1[1-9]|[2-9]\d|\d{3,})(\.\d+)? (lb|count)$")
"""Produce came to the store in cases; nobody takes 48 lb of cabbage home."""

BRANDS = {"National": "National brand", "Private": "Store brand"}
NO_WORD = "assorted"
"""What the till's "MISC" says to a customer: nothing."""

SMALL_WORDS = frozenset({"and", "or", "with", "of", "the", "for", "in", "to", "a"})


@dataclass(frozen=True, slots=True)
class Described:
    """A product as customers and associates read it."""

    name: str
    department: str
    category: str | None
    brand: str
    size: str | None
    recommendable: bool


@cache
def _words() -> Any:
    text = resources.files("server.integrations").joinpath("product_words.json").read_text(encoding="utf-8")
    return json.loads(text)


@cache
def _proper() -> dict[str, str]:
    return {word.lower(): word for word in _words()["proper"]}


def describe(
    department: str | None, category: str | None, kind: str | None, brand: str | None, size: str | None
) -> Described:
    """The readable form of one product's recorded department, category, type, brand and size."""
    place = department_name(department or "MISCELLANEOUS")
    size = readable_size(size)
    if size and place == "Produce" and CASE.match(size):
        size = None
    name = _type_name(category, kind) or _without_category(place)
    if size:
        name = name.removesuffix(", pack")
    booking = _words()["bookings"]
    is_booking = (
        place in booking["departments"]
        or (category or "") in booking["categories"]
        or (kind or "") in booking["types"]
        or category is None
    )
    # nobody wants to be offered tobacco, or to hear across the counter that her laxative is due
    is_discreet = (category or "") in _words()["discreet"]
    return Described(
        name=f"{name}, {size}" if size and size.split()[-1] not in name.split() else name,
        department=place,
        category=category_name(category) if category else None,
        brand=BRANDS.get(brand or "", brand or "Unknown brand"),
        size=size,
        recommendable=not (is_booking or is_discreet),
    )


@cache
def department_name(recorded: str) -> str:
    """A department as customers would call it."""
    return str(_words()["departments"].get(recorded) or _spell_out(recorded))


@cache
def category_name(recorded: str) -> str:
    """A category as customers would call it."""
    return str(_words()["categories"].get(recorded) or _spell_out(recorded, join=" and "))


def _without_category(place: str) -> str:
    return str(_words()["without_category"].get(place) or f"{place} item")


@cache
def _type_name(category: str | None, kind: str | None) -> str:
    """What the product is; empty when the record does not say."""
    words = _words()
    group = category or ""
    if not kind:
        return category_name(category) if category else ""
    known = words["in_category"].get(group, {}).get(kind) or words["types"].get(kind)
    if known:
        return str(known)
    if kind.endswith("-MAGAZINE"):
        return f"{_spell_out(kind.removesuffix('-MAGAZINE'), join=' and ')} magazine"
    name = _spell_out(kind)
    lead = str(words["lead"].get(group) or "")
    generic = kind in words["generic"]
    if generic and not lead:
        lead = category_name(group) if group else ""
    if not lead or not (generic or group in words["always_lead"]):
        return name
    return _join(lead, name, generic=generic and kind.startswith(("OTHER", "MISC")))


def _join(lead: str, name: str, *, generic: bool) -> str:
    """Lead and name without saying anything twice: "Pork" and "Pork chops" are "Pork chops"."""
    if generic:
        return lead
    said = {_stem(word) for word in re.findall(r"\w+", name.lower())}
    if {_stem(word) for word in re.findall(r"\w+", lead.lower())} <= said:
        return name
    start, _, last = lead.rpartition(" ")
    if start and _stem(last.lower()) in said:
        return f"{start} {name[0].lower()}{name[1:]}"
    if lead == "Canned":
        return f"{name}, canned"
    first = name.split(" ", maxsplit=1)[0].strip(",")
    name = name if first in _proper().values() or first.isupper() else name[0].lower() + name[1:]
    return f"{lead} {name}" if lead == "Natural" else f"{lead}, {name}"


def _stem(word: str) -> str:
    return word.removesuffix("s")


@cache
def _spell_out(recorded: str, join: str = " or ") -> str:
    """Till shorthand in plain words, sentence case."""
    text = re.sub(r"\([^)]*(\)|$)", " ", recorded)
    text = re.sub(r"\bW/O\b", " WITHOUT ", text)
    text = re.sub(r"\bW/\s*", " WITH ", text)
    text = re.sub(r"N/CARB", " NON-CARB ", text)
    text = re.sub(r"\b(CHILDREN|WOMEN|MEN)\s+S\b", r"\1'S", text)
    text = re.sub(r"\s*:\s*|\s+-\s*|\s*-\s+", " , ", text)
    text = text.replace("&", " and ")
    parts = [part for part in (_words_of(p) for p in text.split(",")) if part]
    phrases = [_listed(_unique(part.split(" / ")), join) for part in parts]
    sentence = ", ".join(_unique(phrases)).strip()
    return sentence[:1].upper() + sentence[1:] if sentence else recorded.capitalize()


def _listed(things: list[str], join: str) -> str:
    """ "bags, tags or boxes"."""
    return join.join(([", ".join(things[:-1])] if things[:-1] else []) + things[-1:])


def _words_of(part: str) -> str:
    table: dict[str, str] = _words()["words"]
    spelled: list[str] = []
    for word in re.sub(r"\s*/\s*", " / ", part).split():
        plain = str(table.get(word.strip("*").upper()) or word.lower())
        plain = _proper().get(plain.lower(), plain)
        if plain == NO_WORD:
            continue
        if not spelled or _stem(plain.lower()) != _stem(spelled[-1].lower()):
            spelled.append(plain)
    while spelled and (spelled[-1] in SMALL_WORDS | {"/"} or (len(spelled[-1]) == 1 and spelled[1:])):
        spelled.pop()
    while spelled and spelled[0] in SMALL_WORDS | {"/"}:
        spelled.pop(0)
    return " ".join(spelled)


def _unique(parts: list[str]) -> list[str]:
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
