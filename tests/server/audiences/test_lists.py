"""Lists of customers as files: who is found by what, what is left out and why, and what is no list at all."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from server.actors import Actor
from server.audiences import lists, members, reading_lists
from server.audiences.reading_lists import EMPTY, NOBODY, SEVERAL, SHORTENED, read_list
from server.customers import merges
from server.customers.models import Customer
from shared.errors import InvalidInput
from shared.ids import scoped_id
from tests.server.people import ELENA, HERE_SILENT, MARCO, customer
from tests.server.world import NOW_MS, Actors

LISTS = "/api/v1/audiences/lists"
HQ = Actor("staff", "h", "H. Quint", "administrator")


@pytest.fixture(autouse=True)
def there(people: Actors) -> None:
    """Elena has card 4000123 and an e-mail address; Marco and another have neither."""
    assert people.marketer


def read(session: Session, text: str | bytes) -> tuple[list[int], list[tuple[int, str]]]:
    """Who is on the list that the file makes, and its lines that put nobody on it."""
    found = read_list(session, text.encode() if isinstance(text, str) else text)
    return found.customer_ids, [(each.line, each.reason) for each in found.left_out]


@pytest.mark.parametrize(
    "text",
    [
        f"{ELENA}\n{MARCO}\n",
        f"customer_id\n{ELENA}\n{MARCO}\n",
        f"Name;Customer ID\nElena;{ELENA}\nMarco;{MARCO}\n",
        f'"E-Mail"\t"Customer"\nelena@example.com\t\n\t"{MARCO}"\n',
        f"\ufeffid\r\n\r\n{ELENA}\r\n{MARCO}.0\r\n",
        f"4000123\n{MARCO}\n",
        f"ELENA@example.COM\n{MARCO}\n",
        f"loyalty_number,id\n4000123,\n,{MARCO}\n",
    ],
)
def test_a_customer_is_found_by_number_card_or_address_however_the_file_is_written(
    session: Session, text: str
) -> None:
    assert read(session, text) == ([ELENA, MARCO], [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_files_of_spreadsheets_are_read_in_their_own_letters(session: Session, encoding: str) -> None:
    text = "Größe;email\nM;elena@example.com\nL;niemand@exämple.com\n"
    assert read(session, text.encode(encoding)) == ([ELENA], [(3, NOBODY)])


def test_each_line_that_puts_nobody_on_the_list_says_why(session: Session) -> None:
    lines = ["id,loyalty,mail", f"{ELENA},,", "7,,", ",4000123,", ",9,", ",,nobody@example.com",
             "1.80144E+16,,", f"0{MARCO},,"]  # fmt: skip
    found, left_out = read(session, "\n".join(lines))
    assert found == [ELENA]
    assert left_out == [
        (3, NOBODY), (4, "The same customer as in line 2."), (5, NOBODY), (6, NOBODY), (7, SHORTENED),
        (8, NOBODY),
    ]  # fmt: skip
    assert read(session, f"name,id\nAnna,\nElena,{ELENA}\n") == ([ELENA], [(2, EMPTY)])


def test_an_address_that_several_have_names_nobody(session: Session) -> None:
    session.execute(update(Customer).where(Customer.id == MARCO).values(email="Elena@Example.com"))
    assert read(session, f"elena@example.com\n{MARCO}\n") == ([MARCO], [(1, SEVERAL)])


def test_whoever_was_merged_is_on_the_list_as_the_one_she_goes_on_as(session: Session) -> None:
    merges.merge(session, kept_id=MARCO, merged_id=ELENA, actor=HQ, now_ms=NOW_MS, merge_id="m1")
    assert read(session, f"{ELENA}\n4000123\n{MARCO}\n")[0] == [MARCO]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file"),
        (b" \n ", "Choose a file"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a CSV file"),
        (b"customer_id\n", "nothing in it but a heading"),
        (b"first,last\nAnna,Lind\n", "No column is headed"),
        (b'customer_id\n"12\n', "cannot be read as CSV"),
        (b"1\n" * 3, "at most 2"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(
    session: Session, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    monkeypatch.setattr(reading_lists, "MOST", 2)
    with pytest.raises(InvalidInput) as refused:
        read_list(session, content)
    assert said in str(refused.value.fields["list"])


def test_a_long_list_is_found_in_turns(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.customers.known_by._AT_ONCE", 2)
    more = [scoped_id(1, 700 + number) for number in range(5)]
    session.execute(
        insert(Customer),
        [customer(each, "A", "B", loyalty_number=f"L{each}", email=f"{each}@x.org") for each in more],
    )
    cards = "".join(f"L{each}\n" for each in more[:3])
    addresses = "".join(f"{each}@X.org\n" for each in more[3:])
    assert read(session, cards + addresses)[0] == more


def test_a_list_keeps_what_was_left_out_and_is_written_anew(session: Session) -> None:
    made = lists.create_list(
        session,
        {"name": "Guests"},
        "guests.csv",
        f"{ELENA}\n8\n".encode(),
        by="m",
        now_ms=NOW_MS,
        new_id="l1",
    )
    assert (made.kind, made.members) == ("list", 1)
    assert made.origin == {
        "file": "guests.csv", "lines": 2, "left_out": 1, "told": [[2, NOBODY]], "as_of_ms": NOW_MS,
    }  # fmt: skip
    anew = lists.replace_list(session, "l1", "b.csv", f"{HERE_SILENT}\n".encode(), by="m", now_ms=NOW_MS)
    assert (anew.members, anew.version, anew.origin["file"]) == (1, 2, "b.csv")
    assert members.ids(session, "l1") == [HERE_SILENT]
    with pytest.raises(InvalidInput, match="No line names a customer of yours") as refused:
        lists.replace_list(session, "l1", "c.csv", b"8\n9\n10\n11\n", by="m", now_ms=NOW_MS)
    assert refused.value.sentence.count(NOBODY) == 3
    assert members.ids(session, "l1") == [HERE_SILENT]


def test_over_rest_a_file_makes_a_list_or_says_what_is_wrong_with_it(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    def send(content: bytes, **words: str) -> Any:
        form = {"list": (BytesIO(content), "guests.csv"), **words}
        return client.post(LISTS, data=form, headers=people.marketer.headers)

    made = send(f"{ELENA}\n{MARCO}\n77\n".encode(), name="Guests", description="Of the evening")
    assert (made.status_code, made.json["members"], made.json["origin"]["left_out"]) == (201, 2, 1)
    refused = send(b"77\n", name="Others")
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["list"])
    assert send(f"{ELENA}\n".encode(), name="guests").json["fields"].keys() == {"name"}
    assert client.post(LISTS, data={"name": "X"}, headers=people.marketer.headers).status_code == 422
    assert session.scalar(select(Customer.id).where(Customer.id == ELENA)) == ELENA
