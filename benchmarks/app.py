"""The tablet on the encrypted replica of a made-up chain: its work, and its window.

250,000 customers with 5,000,000 purchase lines and 20,000 products are made once (some minutes) and kept in
`build/chain`; `--customers` asks for more or fewer. The line to the server is down, as in a store without a
network, and every run measures a copy, read into the system's cache by the copying.
"""

from __future__ import annotations

from typing import Final

from benchmarks.chain.catalogue import PRODUCTS
from benchmarks.chain.tablet import tablet_folder
from benchmarks.chain.visits import LINES_A_CUSTOMER
from benchmarks.figures import Emit
from benchmarks.tablet import screen, work
from benchmarks.tablet.opened import copied, signed_in

CUSTOMERS: Final = 250_000
QUICK: Final = 2_000


def run(emit: Emit) -> None:
    """Prints the figures of the chain at its usual size."""
    run_sized(emit, CUSTOMERS)


def run_quick(emit: Emit) -> None:
    """Shows that everything runs."""
    run_sized(emit, QUICK)


def run_sized(emit: Emit, customers: int) -> None:
    """Prints search_…, customer_…, save_…, lists, and what the window does."""
    case = (
        f"{customers:,} customers, {customers * LINES_A_CUSTOMER:,} lines, {PRODUCTS:,} products, SQLCipher"
    )
    with copied(tablet_folder(customers)) as folder:
        screen.measure(folder, emit, case)
        with signed_in(folder) as tablet:
            work.measure(tablet, emit, case)
