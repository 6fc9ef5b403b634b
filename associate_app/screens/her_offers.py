"""Her offers on the glance: what she may have, what she has had, and on request what she cannot have now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import OfferCard
from associate_app.screens.customer_rows import offers
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv
from associate_app.widgets.offer_banner import OfferBanner


class HerOffers(BoxLayout):
    """Event: `on_redeem(banner)`, that offer is to be given."""

    more = NumericProperty(0)
    """So many offers she cannot have now, and they are not shown."""
    whole = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_redeem")
        super().__init__(**properties)
        self._filler = Filler()
        self._offers: Sequence[OfferCard] = ()

    def on_kv_post(self, _root: Any) -> None:
        """The button for the rest is there only where there is a rest."""
        self._rest = self.ids.rest.__self__
        self.bind(whole=self._fill)
        self._fill()

    def on_redeem(self, banner: OfferBanner) -> None:
        """That offer is to be given."""

    @property
    def banners(self) -> Sequence[OfferBanner]:
        """Those on the screen."""
        shown: Sequence[OfferBanner] = self.ids.banners.children
        return shown

    def keep_ready(self, count: int) -> None:
        """So many banners are made before they are needed."""
        self._filler.keep_ready(self.ids.banners, self._make_banner, count)

    def show(self, offers: Sequence[OfferCard]) -> None:
        """These are hers."""
        self._offers = offers
        self._fill()

    def start_over(self) -> None:
        """Another customer is shown: what she cannot have is not in the way."""
        self.whole = False

    def _fill(self, *_event: Any) -> None:
        shown = self._offers if self.whole else worth_space(self._offers)
        self.more = len(self._offers) - len(shown)
        self._filler.fill(self.ids.banners, self._make_banner, offers(shown))
        if self.more and self._rest.parent is None:
            self.add_widget(self._rest)
        elif not self.more and self._rest.parent is not None:
            self.remove_widget(self._rest)

    def _make_banner(self) -> OfferBanner:
        banner = OfferBanner()
        banner.bind(on_redeem=lambda banner, *_: self.dispatch("on_redeem", banner))
        return banner


def worth_space(offers: Sequence[OfferCard]) -> Sequence[OfferCard]:
    """Those that she may have or has had; where there are none, the first of the others says why."""
    return [offer for offer in offers if offer.available or offer.redeemed] or offers[:1]


load_kv(__file__)
