"""`python -m tools.words extract|compile|check`: the tablet's texts and their translations.

`extract` writes the texts of the code to `aisle.pot` and every language's `aisle.po`, which translators fill;
`compile` makes the `aisle.mo` that the app reads; `check` says what is missing and changes nothing.
"""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Final

from babel.core import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from associate_app.languages import DOMAIN, FOLDER, LANGUAGES
from shared.words import ENGLISH
from tools.words_found import Found, all_found

TRANSLATED: Final = tuple(each for each in LANGUAGES if each != ENGLISH)
HEADER: Final = "# Texts of the Aisle One tablet app. Made by `python -m tools.words extract`.\n#"
ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_UNSTEADY: Final = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team)'
    r": .*\n",
    re.M,
)


def po_file(language: str) -> Path:
    """Where translators write."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def mo_file(language: str) -> Path:
    """What the app reads."""
    return po_file(language).with_suffix(".mo")


def template(found: list[Found] | None = None) -> Catalog:
    """Every text of the code, once, with the files it stands in."""
    made, found = _empty(), found or all_found()
    plurals = {(each.context, each.message): each.plural for each in found if each.plural}
    places: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in found:
        places[each.context, each.message].append(each.path)
    for context, message in sorted(places, key=lambda key: (key[1], key[0])):
        many = plurals.get((context, message))
        locations = [(path, 0) for path in sorted(set(places[context, message]))]
        made.add((message, many) if many else message, locations=locations, context=context or None)
    return made


def _empty(language: str | None = None) -> Catalog:
    locale = Locale(language) if language else None
    return Catalog(locale=locale, project="Aisle One", version="1", header_comment=HEADER, fuzzy=False)


def catalogue(language: str) -> Catalog:
    """What is translated into that language today."""
    path = po_file(language)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def po_text(made: Catalog) -> str:
    """The catalogue as a file: without dates and lines, which would change with every other edit."""
    buffer = io.BytesIO()
    write_po(buffer, made, width=100, include_lineno=False, sort_output=False)
    return _UNSTEADY.sub("", buffer.getvalue().decode())


def mo_bytes(made: Catalog) -> bytes:
    """The catalogue as the app reads it; the same texts make the same bytes on any day."""
    buffer = io.BytesIO()
    made.creation_date = made.revision_date = ANY_DAY
    write_mo(buffer, made)
    return buffer.getvalue()


def merged(language: str, wanted: Catalog) -> Catalog:
    """The texts of the code with what is translated of them; what the code no longer says is gone."""
    old, made = (
        catalogue(language),
        Catalog(locale=Locale(language), project="Aisle One", header_comment=HEADER, fuzzy=False),
    )
    for message in wanted:
        if message.id:
            known = old.get(_first(message), context=message.context)
            fits = known is not None and isinstance(known.id, tuple) == isinstance(message.id, tuple)
            said = known.string if known is not None and fits else ""
            made.add(message.id, said, locations=message.locations, context=message.context)
    return made


def extract() -> None:
    """Template and catalogues have every text of the code, and no other."""
    wanted = template()
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{DOMAIN}.pot").write_text(po_text(wanted), encoding="utf-8")
    for language in TRANSLATED:
        made = po_text(merged(language, wanted))
        po_file(language).parent.mkdir(parents=True, exist_ok=True)
        po_file(language).write_text(made, encoding="utf-8")
    compile_all()


def compile_all() -> None:
    """The app reads what the translators wrote."""
    for language in TRANSLATED:
        mo_file(language).write_bytes(mo_bytes(catalogue(language)))


def check() -> list[str]:
    """What is missing or wrong, a line each."""
    wanted = template()
    found = []
    if not (FOLDER / f"{DOMAIN}.pot").exists() or _pot() != po_text(wanted):
        found.append("aisle.pot is not what the code says: python -m tools.words extract")
    for language in TRANSLATED:
        found += [f"{language}: {each}" for each in complaints(language, wanted)]
    return found


def _pot() -> str:
    return (FOLDER / f"{DOMAIN}.pot").read_text(encoding="utf-8")


def complaints(language: str, wanted: Catalog) -> list[str]:
    """What is missing or wrong in one language."""
    made = catalogue(language)
    if mo_file(language).read_bytes() != mo_bytes(made):
        return ["aisle.mo is not what aisle.po says: python -m tools.words compile"]
    return complaints_of(made, wanted)


def complaints_of(made: Catalog, wanted: Catalog) -> list[str]:
    """What of the wanted texts is missing or wrong in that catalogue."""
    said = []
    for message in wanted:
        if message.id:
            known = made.get(_first(message), context=message.context)
            said += [f"{_first(message)!r}: {each}" for each in _wrong(known, message, made.num_plurals)]
    return said


def _wrong(known: Message | None, message: Message, plurals: int) -> list[str]:
    if known is None or known.id != message.id:
        return ["is not in the catalogue"]
    forms = known.string if isinstance(known.string, tuple | list) else (known.string,)
    wrong = []
    if not all(forms) or (isinstance(message.id, tuple) and len(forms) != plurals):
        wrong.append("is not translated")
    if known.fuzzy:
        wrong.append("is fuzzy")
    blanks = [_blanks(each) for each in _ids(message)]
    for form in filter(None, forms):
        if _blanks(form) not in blanks:
            wrong.append(f"has other blanks: {form!r}")
        if form.strip() != form or form.endswith(".") != _first(message).endswith("."):
            wrong.append(f"begins or ends otherwise: {form!r}")
    return wrong


def _ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def _first(message: Message) -> str:
    return _ids(message)[0]


def _blanks(text: str) -> frozenset[str]:
    return frozenset(name for _text, name, _form, _turn in Formatter().parse(text) if name is not None)


def main(arguments: list[str]) -> int:
    """0 if all is well; 1 and a line for each text that is not."""
    if arguments == ["extract"]:
        extract()
    elif arguments == ["compile"]:
        compile_all()
    elif arguments == ["check"]:
        wrong = check()
        print("\n".join(wrong[:60]) or "Every text is translated.")
        return int(bool(wrong))
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
