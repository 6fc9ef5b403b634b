"""Made-up people behind the record's household numbers.

The record has no names. A person is drawn from the seed and the household number alone: the same household is
the same person in a sample, in the whole and on every machine. Nothing here reaches anybody: e-mail is at the
example domains, and telephone numbers end in 555-01xx, which is reserved for fiction.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final

SEED: Final = 20_170_101

ORIGINS: Final = (
    ("en_US", 60), ("es_CO", 14), ("en_IN", 4), ("zh_CN", 4), ("vi_VN", 3), ("ig_NG", 2), ("yo_NG", 2),
    ("it_IT", 3), ("pl_PL", 2), ("en_IE", 2), ("korean", 2), ("arabic", 2),
)  # fmt: skip
"""Where names come from, by weight; a third of all others carry an English given name."""

KOREAN = ("Kim", "Lee", "Park", "Choi", "Jung", "Kang", "Cho", "Yoon", "Lim", "Han", "Shin", "Kwon", "Song")
ARABIC = ("Haddad", "Khoury", "Mansour", "Nasser", "Saleh", "Aziz", "Farah", "Karam", "Najjar", "Shaheen")
ARABIC_WOMEN = ("Layla", "Amira", "Nour", "Yasmin", "Rania", "Salma", "Dina", "Hana", "Mariam", "Zaynab")
ARABIC_MEN = ("Omar", "Karim", "Sami", "Tariq", "Yusuf", "Hassan", "Rami", "Bilal", "Khalid", "Nadim")
AREAS: Final = {
    "East": "201 203 207 212 215 301 302 304 401 410 412 413 508 "
    "516 518 603 607 609 617 703 716 757 781 802 914",
    "North": "217 218 219 224 231 248 260 262 269 309 313 314 316 "
    "319 320 402 414 419 507 515 605 612 614 651 701",
    "South": "205 210 214 225 228 229 239 251 254 256 281 305 318 "
    "321 334 336 404 405 407 423 501 502 504 512 615",
    "West": "206 208 213 253 303 307 310 323 360 385 406 408 415 "
    "425 435 480 503 505 509 520 541 602 619 702 801",
}  # fmt: skip
AGES: Final = {
    "19-24": (19, 24), "25-34": (25, 34), "35-44": (35, 44), "45-54": (45, 54),
    "55-64": (55, 64), "65+": (65, 88),
}  # fmt: skip
AGE_WEIGHTS: Final = (6, 18, 24, 28, 14, 10)
DOMAINS: Final = ("example.com", "example.org", "example.net")
CHANNELS: Final = (("email", 40), ("store", 25), ("message", 22), ("phone", 13))


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """Who a household's customer is."""

    given_name: str
    family_name: str
    phone: str | None
    email: str | None
    loyalty_number: str
    birthday: str | None
    since: str
    preferred_channel: str | None


def make_up_person(
    household: int, *, age_band: str | None, region: str, first_visit: date, last_day: date
) -> MadeUpPerson:
    """The person of that household; her age on `last_day` fits the band, and she joined by `first_visit`."""
    draw = Random(f"{SEED}:{household}")  # noqa: S311 - made-up people must be the same on every machine
    youngest, oldest = AGES.get(age_band or "", AGES[draw.choices(list(AGES), AGE_WEIGHTS)[0]])
    age = draw.randint(youngest + 1, oldest)  # she may not have had her birthday yet
    given, family = _name(draw)
    contact = draw.random()
    email = f"{_plain(given)}.{_plain(family)}{household}@{draw.choice(DOMAINS)}"
    joined = min(int(draw.expovariate(1 / 900)), 3_600, (age - 18) * 365)
    channel = draw.choices([name for name, _ in CHANNELS], [weight for _, weight in CHANNELS])[0]
    born = _birthday(draw, age, last_day)
    return MadeUpPerson(
        given_name=given,
        family_name=family,
        phone=None if contact < 0.04 else _phone(household, region),
        email=None if contact > 0.92 else email,
        loyalty_number=loyalty_number(household),
        birthday=None if draw.random() < 0.06 else born.isoformat(),
        since=(first_visit - timedelta(days=joined)).isoformat(),
        preferred_channel=None if draw.random() < 0.12 else channel,
    )


def loyalty_number(household: int) -> str:
    """A card number of 13 digits: prefix 29 (a store's own numbers), scattered number, EAN-13 check digit."""
    body = f"29{(household * 7_368_787 + 4_241_003) % 10**10:010d}"
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-weighted % 10}"


def _name(draw: Random) -> tuple[str, str]:
    origin = draw.choices([name for name, _ in ORIGINS], [weight for _, weight in ORIGINS])[0]
    woman = draw.random() < 0.58
    foreign = origin not in {"en_US", "en_IE"}
    given_from = "en_US" if origin == "korean" or (foreign and draw.random() < 0.33) else origin
    family_source = _faker(origin)
    if origin in ("korean", "arabic"):
        family = draw.choice(KOREAN if origin == "korean" else ARABIC)
    else:
        family_source.seed_instance(draw.getrandbits(48))
        family = str(family_source.last_romanized_name() if origin == "zh_CN" else family_source.last_name())
    if given_from == "arabic":
        return draw.choice(ARABIC_WOMEN if woman else ARABIC_MEN), family
    source = _faker(given_from)
    source.seed_instance(draw.getrandbits(48))
    if given_from == "zh_CN":
        return str(source.first_romanized_name()), family
    return str(source.first_name_female() if woman else source.first_name_male()), family


@cache
def _faker(locale: str) -> Any:
    from faker import Faker

    return Faker("en_US" if locale in ("korean", "arabic") else locale)


def _phone(household: int, region: str) -> str:
    hundreds, last = divmod(household, 100)
    areas = AREAS[region].split()
    return f"+1 {areas[hundreds % len(areas)]} 555 01{last:02d}"


def _birthday(draw: Random, age: int, last_day: date) -> date:
    """The day she turns `age`, in the year of `last_day`: it moves once a year, not every day."""
    day_of_year = draw.randrange(365)
    birthday = date(2017, 1, 1) + timedelta(days=day_of_year)
    return birthday.replace(year=last_day.year - age)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in letters.lower() if c.isascii() and c.isalnum())
