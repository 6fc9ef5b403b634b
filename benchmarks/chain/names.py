"""Names as varied as those of a real book: common ones often, and a long tail that hardly anybody shares."""

from __future__ import annotations

import random
from itertools import accumulate
from typing import Final

from faker.providers.person.de_DE import Provider as German
from faker.providers.person.en_US import Provider as American
from faker.providers.person.es_ES import Provider as Spanish
from faker.providers.person.fr_FR import Provider as French

_FIRST: Final = (
    "Al", "Bar", "Cor", "Dal", "El", "Fen", "Gar", "Hol", "Is", "Jar", "Kel", "Lor", "Mar", "Nor",
    "Os", "Pel", "Quin", "Ros", "Sel", "Tar", "Ul", "Ver", "Wil", "Yar", "Zel", "Brun", "Stan",
)  # fmt: skip
_MIDDLE: Final = (
    "a", "e", "i", "o", "en", "er", "in", "or", "ber", "den", "gar", "len", "man", "nov", "ric",
    "sen", "ter", "vin", "wal", "zar",
)  # fmt: skip
_LAST: Final = (
    "berg", "dale", "ford", "ham", "ic", "ini", "ley", "lund", "mann", "nik", "quist", "rez", "sky",
    "son", "stein", "ston", "ter", "ton", "vic", "well", "wood", "worth",
)  # fmt: skip
_TAIL: Final = 0.3
"""Of so many the family name is one that few others have."""


class Names:
    """Draws given and family names."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        lists = (American, German, French, Spanish)
        self._given = sorted({name for each in lists for name in each.first_names if " " not in name})
        self._family = sorted({name for each in lists for name in each.last_names})
        chance.shuffle(self._given)
        chance.shuffle(self._family)
        self._given_weights = list(accumulate(1 / (place + 8) for place in range(len(self._given))))
        self._family_weights = list(accumulate(1 / (place + 20) for place in range(len(self._family))))

    def draw(self) -> tuple[str, str]:
        """A given and a family name."""
        (given,) = self._chance.choices(self._given, cum_weights=self._given_weights)
        if self._chance.random() < _TAIL:
            return given, "".join(self._chance.choice(part) for part in (_FIRST, _MIDDLE, _LAST))
        (family,) = self._chance.choices(self._family, cum_weights=self._family_weights)
        return given, family
