"""Why a till cannot have a basket."""

from __future__ import annotations

from server.errors import Conflict, Gone, NotFound


class BasketUnknown(NotFound):
    """HQ knows no such basket in that store."""

    code = "basket_unknown"


class BasketTaken(Conflict):
    """A till has taken the basket already; `at_ms` and `till` say when and which."""

    code = "basket_taken"


class BasketElsewhere(Conflict):
    """The basket was handed over in another store."""

    code = "basket_elsewhere"


class BasketExpired(Gone):
    """The basket was handed over too long ago: prices and offers may be others now."""

    code = "basket_expired"
