"""Finding a customer: any word order, beginnings, accents, fragments, one mistake."""

from __future__ import annotations

from typing import cast

import pytest

from associate_app.presenters.look_up import LookUpPresenter
from associate_app.store.name_words import version_of
from associate_app.store.reading import Snapshot
from associate_app.store.search import Found, search
from sync.device.storage import transaction
from tests.associate_app.replica_world import ReplicaWorld


def found(world: ReplicaWorld, query: str) -> Found:
    with world.desk.reader.snapshot() as snapshot:
        return search(snapshot, query, world.desk.names, version_of(snapshot))


def hits(world: ReplicaWorld, query: str) -> list[tuple[int, str]]:
    return [(match.row.id, match.why) for match in found(world, query).matches]


@pytest.mark.parametrize(
    "query",
    ["olivia", "oli", "o b", "bennett olivia", "BEN OLI", " Olivia  Bennett ", "ólívia", "olivia bennett"],
)
def test_a_name_is_found_by_any_beginnings_in_any_order(world: ReplicaWorld, query: str) -> None:
    assert (1, "name") in hits(world, query)


@pytest.mark.parametrize("query", ["zoe", "Zoë", "o'brien", "brien zo", "łukasz", "lukasz zoe"])
def test_accents_and_marks_are_forgiven(world: ReplicaWorld, query: str) -> None:
    assert [key for key, _ in hits(world, query)] == [2]


@pytest.mark.parametrize("query", ["0134", "555 0134", "(555) 0134", "+1-555-0134", "55501"])
def test_a_part_of_the_phone_number_is_enough(world: ReplicaWorld, query: str) -> None:
    assert hits(world, query) == [(1, "phone")]


@pytest.mark.parametrize("query", ["olivia@", "@example.com", "OLIVIA@EXAMPLE"])
def test_a_part_of_the_email_is_enough(world: ReplicaWorld, query: str) -> None:
    assert hits(world, query) == [(1, "email")]


def test_one_word_of_an_email_is_found_beside_names(world: ReplicaWorld) -> None:
    assert hits(world, "example") == [(1, "email")]


@pytest.mark.parametrize("query", ["6001000001", "6001 000 001", "10000"])
def test_a_card_is_found_whole_or_in_part(world: ReplicaWorld, query: str) -> None:
    assert hits(world, query) == [(1, "card")]


@pytest.mark.parametrize(
    "query", ["bennet", "benett", "bennettt", "bebnett", "bnenett", "olvia", "olivia bebnett", "ilivia"]
)
def test_one_mistake_is_forgiven(world: ReplicaWorld, query: str) -> None:
    assert [key for key, _ in hits(world, query)] == [1]


def test_what_matches_exactly_stands_above_what_is_similar(world: ReplicaWorld) -> None:
    world.put("customers", {"id": 7, "given_name": "Olivio", "family_name": "Costa", "tier": "Member"})
    world.be_ready(2)
    assert hits(world, "olivia") == [(1, "name"), (7, "similar")]


def test_names_learned_since_are_forgiven_too(world: ReplicaWorld) -> None:
    assert hits(world, "margaretx") == []
    world.put("customers", {"id": 8, "given_name": "Margaret", "family_name": "Oh", "tier": "Member"})
    world.be_ready(2)
    assert hits(world, "margarex") == [(8, "similar")]


@pytest.mark.parametrize(
    "query",
    ["bemmett", "qq", "12", "@", "--", '"', "'", "name:olivia*", "OR", "NEAR(", "*", "a" * 5000, "%", "\x00"],
)
def test_whatever_is_typed_finds_nothing_rather_than_failing(world: ReplicaWorld, query: str) -> None:
    assert hits(world, query) == []


@pytest.mark.parametrize(
    ("given", "family", "query"),
    [
        ("美玲", "王", "王"),
        ("محمد", "علي", "محم"),
        ("Ελένη", "Παππά", "ελενη"),
        ("अनिता", "शर्मा", "अनि"),
        ("Иван", "Ёлкин", "елк"),
    ],
)
def test_names_in_any_script_are_found(world: ReplicaWorld, given: str, family: str, query: str) -> None:
    world.put("customers", {"id": 9, "given_name": given, "family_name": family, "tier": "Member"})
    assert hits(world, query) == [(9, "name")]


def test_an_empty_query_lists_the_book_by_last_visit_and_then_by_name(world: ReplicaWorld) -> None:
    world.put("customers", {"id": 9, "given_name": "Ada", "family_name": "Abel", "tier": "Member"})
    result = found(world, "  ")
    assert [match.row.id for match in result.matches] == [1, 9, 2]
    assert result.total == 3


def test_a_long_list_is_cut_and_says_how_many_there_are(world: ReplicaWorld) -> None:
    with transaction(world.connection):
        for number in range(1000, 1400):
            name = {"given_name": "Kim", "family_name": f"Na{number}"}
            world.put("customers", {"id": number, "tier": "VIP"} | name)
    result = found(world, "kim")
    assert (len(result.matches), result.total) == (300, 400)
    assert (len(found(world, "").matches), found(world, "").total) == (300, 402)


def test_dropped_names_are_learned_again(world: ReplicaWorld) -> None:
    assert hits(world, "bennet") == [(1, "name")]
    assert hits(world, "benett") == [(1, "similar")]
    world.desk.names.drop()
    assert hits(world, "benett") == [(1, "similar")]


def test_names_that_are_ready_are_not_read_again(world: ReplicaWorld) -> None:
    presenter = LookUpPresenter(lambda: world.desk)
    presenter.get_ready()
    with world.desk.reader.snapshot() as snapshot:
        version = version_of(snapshot)
    unread = cast(Snapshot, None)
    assert world.desk.names.near(unread, "benett", version) == ["bennett"]


def test_the_names_are_gathered_anew_when_one_has_changed_and_not_otherwise(world: ReplicaWorld) -> None:
    def version() -> object:
        with world.desk.reader.snapshot() as snapshot:
            return version_of(snapshot)

    before = version()
    world.buy(900, 0, [(10, 1, 349)])
    world.be_ready(stamp=2)
    assert version() == before
    world.change("customers", 1, family_name="Bennet")
    renamed = version()
    assert renamed != before
    world.change("customers", 1, family_name="Bennett")
    assert version() not in (before, renamed)
    assert hits(world, "Bennert") == [(1, "similar")]


def test_a_whole_word_stands_before_the_beginning_of_a_longer_one(world: ReplicaWorld) -> None:
    row = {"family_name": "Berg", "tier": "Gold", "attributes": "{}"}
    world.put("customers", row | {"id": 5, "given_name": "Annabel"})
    world.put("customers", row | {"id": 6, "given_name": "Änn"})
    world.buy(900, 0, [(10, 1, 349)], customer_id=5)
    assert [key for key, _ in hits(world, "ann")] == [6, 5]
    assert [key for key, _ in hits(world, "ann berg")] == [6, 5]
    assert hits(world, "anna") == [(5, "name"), (6, "similar")]


def test_who_was_just_viewed_stands_first_in_the_book(world: ReplicaWorld) -> None:
    with world.desk.reader.snapshot() as snapshot:
        result = search(snapshot, " ", world.desk.names, snapshot.replica.cursor(), viewed=(2, 77))
    assert [(match.row.id, match.why) for match in result.matches] == [(2, "viewed"), (1, "recent")]
    assert result.total == 2
