"""Where a scan leads: to a customer, into her basket, to a product, or to a sentence at the lower edge."""

from __future__ import annotations

from typing import Any, Final

from associate_app.presenters.scanning import Scanned
from associate_app.screens.basket_sheet import BasketSheet
from associate_app.screens.scan_sheet import ScanSheet
from associate_app.store.drafts import NOBODY
from associate_app.widgets.sheet import Sheet
from shared.words import _, lazy

LATER: Final = lazy("Finish or close this first, then scan once more.")


def follow(shell: Any, text: str) -> None:
    """The scan is looked up and shown; what is open over the page is never thrown away for it."""
    app, layer = shell.app, shell.top_layer()
    if isinstance(layer, ScanSheet):
        layer.close()
    if _is_in_the_way(shell):
        shell.snackbar.show(_(LATER))
    elif not shell.screen.tries_scan(text):
        app.asker.ask("scan", lambda: app.tablet.scanning.resolve(text), lambda found: _show(shell, found))


def look(shell: Any) -> None:
    """The camera looks for a code."""
    sheet = ScanSheet(shell.app.camera, shell.app.scanner)
    sheet.bind(on_read=lambda _sheet, text: follow(shell, text))
    shell.open(sheet)


def _show(shell: Any, found: Scanned) -> None:
    layer, customer_id = shell.top_layer(), shell.screen.customer_open()
    if _is_in_the_way(shell) or (isinstance(layer, BasketSheet) and found.kind == "customer"):
        shell.snackbar.show(_(LATER))
    elif found.kind == "customer":
        shell.screen.go_to_customer(found.key)
    elif found.kind == "product" and customer_id != NOBODY:
        shell.screen.when_shown(customer_id, lambda deeds: deeds.selling.scanned(found.key, found.name))
    elif found.kind == "product":
        shell.screen.go_to_product(found.key)
    else:
        if found.kind == "nobody" and not isinstance(layer, BasketSheet):
            shell.screen.look_for(found.card)
        shell.snackbar.show(found.sentence, tone="bad")


def _is_in_the_way(shell: Any) -> bool:
    """Whether a sheet is open that a scan says nothing to; a basket takes what is scanned."""
    layer = shell.top_layer()
    return isinstance(layer, Sheet) and not isinstance(layer, BasketSheet)
