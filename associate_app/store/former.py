"""What an earlier enrolment left on the tablet: kept until its author signs in, then sent like all else.

A tablet is enrolled again when its server does not know it any more (restored from a backup) or when its
vault is damaged. Its old replica may hold work that no server has. The PIN that opened it then still opens
it, while the old share lives: the outbox moves over, and only then does the old replica go. It goes to no
other server than the one it was meant for.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from associate_app.errors import NeedsNetwork, TabletError
from associate_app.platform.durable_file import remove_durably
from associate_app.store import rescue
from associate_app.store.database import ReplicaFile, tablet_errors
from associate_app.store.opening import remove_replica, replica_path
from associate_app.store.recorder import Recorder
from associate_app.store.slots import Enrolment
from associate_app.store.vault import Vault
from associate_app.store.vault_file import FORMER_VAULTS
from shared.words import _, lazy
from sync.device.outbox import Outbox

OpenVault = Callable[[Path], Vault]

KEPT = lazy(
    "Work of before may still be on this tablet, unsent. It is kept: whoever worked here signs in with the "
    "same PIN, and it goes out."
)
KEPT_CLOSED = lazy(
    "Work of before may still be on this tablet, unsent, but no PIN opens it. It is kept: tell HQ before "
    "anybody clears this tablet."
)


def notice(folder: Path, open_vault: OpenVault, enrolment: Enrolment) -> str:
    """What to say of what former enrolments left; empty if they left nothing."""
    former = sorted(folder.glob(FORMER_VAULTS))
    if not former or not any(folder.glob("replica-*.db")):
        return ""
    opens = any(_opens_for_somebody(open_vault(path), enrolment) for path in former)
    return _(KEPT if opens else KEPT_CLOSED)


def _opens_for_somebody(vault: Vault, enrolment: Enrolment) -> bool:
    try:
        former = vault.content()
        fits = former.enrolment.server_address == enrolment.server_address
        return fits and any(vault.has_valid_slot(number) for number in former.slots)
    except TabletError:
        return False


def take_over(
    folder: Path, open_vault: OpenVault, enrolment: Enrolment, number: str, pin: str, *, into: Recorder
) -> None:
    """What the associate's PIN opens of former enrolments is in the outbox, and they are gone.

    What it does not open stays as it is. A kill in between repeats it: each operation is taken over once.
    """
    for path in sorted(folder.glob(FORMER_VAULTS)):
        try:
            _take_over_one(folder, open_vault(path), enrolment, (number, pin), into)
        except TabletError:
            continue
        remove_durably(path)


def _take_over_one(
    folder: Path, vault: Vault, enrolment: Enrolment, sign_in: tuple[str, str], into: Recorder
) -> None:
    former = vault.content().enrolment
    if former.device_id == enrolment.device_id or not replica_path(folder, former).exists():
        return  # the enrolment that was to follow did not come about, or nobody worked under the former one
    number, pin = sign_in
    if former.server_address != enrolment.server_address or not vault.has_valid_slot(number):
        raise NeedsNetwork(KEPT_CLOSED)
    key, _ = vault.open_slot(number, pin)
    with tablet_errors():
        connection: Any = ReplicaFile(replica_path(folder, former), key).open_writer()
        try:
            into.adopt(Outbox(connection).entries())
        finally:
            connection.close()
    remove_replica(folder, former)
    remove_durably(rescue.path_of(folder, former.device_id))  # this outbox stands for it from now on
