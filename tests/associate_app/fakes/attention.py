"""How a made-up tablet stands with HQ: in step, refused, or of another mind."""

from __future__ import annotations

from dataclasses import replace

from associate_app.presenters.view_models import AttentionItem, ConflictItem, SyncStatus
from tests.associate_app.fakes.shop import FakeShop


class FakeSync:
    """How syncing stands in the shop."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop

    def status(self) -> SyncStatus:
        return self._shop.status


class FakeAttention:
    """Nothing was refused and nothing differs until a test says so; what is dealt with is gone."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.items: tuple[AttentionItem, ...] = ()
        self.differing: tuple[ConflictItem, ...] = ()

    def refused(self) -> tuple[AttentionItem, ...]:
        return self.items

    def let_go(self, item_id: str) -> None:
        self._dealt_with("let go", item_id)

    def try_again(self, item_id: str) -> None:
        self._dealt_with("again", item_id)

    def _dealt_with(self, how: str, item_id: str) -> None:
        self._shop.told.append((how, item_id))
        self.items = tuple(item for item in self.items if item.id != item_id)
        self._shop.status = replace(self._shop.status, attention=len(self.items))

    def conflicts(self) -> tuple[ConflictItem, ...]:
        return self.differing

    def take_other(self, item_id: str) -> None:
        self._settled("other", item_id)

    def keep(self, item_id: str) -> None:
        self._settled("keep", item_id)

    def _settled(self, how: str, item_id: str) -> None:
        self._shop.told.append((how, item_id))
        self.differing = tuple(item for item in self.differing if item.id != item_id)
        self._shop.status = replace(self._shop.status, conflicts=len(self.differing))
