"""Power lost at any moment: the tablet is rebuilt as the disk may hold it, and nothing saved is missing.

A scene is played once with every write and sync recorded; images are then made by the thousand without it.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from associate_app.platform.keystore import FileKeystore
from associate_app.store.database import ReplicaFile, tablet_errors
from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from associate_app.store.vault import Vault
from shared.clock import FixedClock
from shared.errors import AisleError
from sync.device.replica import Replica
from tests.faults.disk_trace import RECORDING, Action, actions
from tests.faults.ground import SCENES, Ground, Scene, ground, hush, looked_wrong
from tests.faults.lost_power import Disk, Image, Luck
from tests.faults.player import Nursery
from tests.faults.proof import Outcome, Proof
from tests.faults.tablet import CHEAP, NUMBER
from tests.server.world import NOW, PIN, counted_bytes

LUCKS: Final[tuple[Luck, ...]] = ("some", "some", "some", "nothing", "everything")


class Recording:
    """One scene as it went, with the folder as it was before."""

    def __init__(self, here: Ground, nursery: Nursery, scene: Scene, flaws: Sequence[str] = ()) -> None:
        self.scene, folder = scene, here.set(scene)
        self.before = folder.with_name(f"{folder.name}-before")
        shutil.copytree(folder, self.before)
        with tempfile.NamedTemporaryFile() as trace:
            played = nursery.play(folder, scene.script, tracer=["-o", trace.name, *RECORDING], flaws=flaws)
            shutil.rmtree(folder)
            shutil.copytree(self.before, folder)
            self.actions: list[Action] = list(actions(Path(trace.name), folder))
        shutil.rmtree(folder)
        assert not played.errors, f"{scene.name} does not even work with power: {played.errors}"

    def images(self, cases: int, dice: random.Random) -> Iterator[tuple[int, Image]]:
        """So many images, spread over all moments; each with the number of actions before it."""
        moments = sorted(dice.randrange(len(self.actions)) for _ in range(cases))
        disk, done = Disk(self.before), 0
        for moment in moments:
            for action in self.actions[done : moment + 1]:
                disk.do(action)
            done = moment + 1
            yield done, disk.lose_power(dice.choice(LUCKS), dice)


def run(cases: int, seed: int) -> Outcome:
    """So many images, shared by the scenes."""
    return _tried(SCENES, cases, seed)


def _tried(scenes: Sequence[Scene], cases: int, seed: int, flaws: Sequence[str] = ()) -> Outcome:
    dice, failures, seen, saved = random.Random(seed), list[str](), set[bytes](), 0
    hush()
    with ground() as here, Nursery() as nursery, tempfile.TemporaryDirectory(dir=here.folder) as room:
        for scene in scenes:
            recording = Recording(here, nursery, scene, flaws)
            for moment, image in recording.images(cases // len(scenes), dice):
                seen.add(_name_of(image))
                saved += len(image.saved)
                where = f"{scene.name}, power lost after {moment} of {len(recording.actions)} actions"
                failures += [f"{where}: {each}" for each in _opened(Path(room), image, scene)]
    count = cases // len(scenes) * len(scenes)
    return Outcome(count, tuple(failures), {"different": len(seen), "saved_before": saved})


def _opened(room: Path, image: Image, scene: Scene) -> Iterator[str]:
    """What is wrong with an image."""
    for old in room.iterdir():
        old.unlink()
    for name, content in image.files.items():
        (room / name).write_bytes(content)
    try:
        yield from _missing(room, [*scene.before, *image.saved])
    except AisleError as error:
        yield f"{error.code}: {error.sentence}"


def _missing(room: Path, promised: Sequence[str]) -> Iterator[str]:
    vault = Vault(
        room / "vault.json", FileKeystore(room / "device.key"), FixedClock(NOW), counted_bytes(), CHEAP
    )
    if not vault.has_valid_slot(NUMBER):
        # the first sign-in was not whole yet: it needs the server once more, and nothing was saved under it
        yield from (f"{text!r} was called saved, and no PIN opens it" for text in promised)
        return
    key, _ = vault.open_slot(NUMBER, PIN)
    file = ReplicaFile(room / f"replica-{vault.content().enrolment.device_id}.db", key)
    if not file.exists:
        yield from (f"{text!r} was called saved, and there is no replica" for text in promised)
        return
    connection: Any = file.open_writer()
    try:
        with tablet_errors():
            Replica(connection, REPLICA_TABLES, schema_version=SCHEMA_VERSION).prepare()
            yield from looked_wrong(connection, promised)
    finally:
        connection.close()


def _name_of(image: Image) -> bytes:
    content = hashlib.blake2b(digest_size=16)
    for name, data in sorted(image.files.items()):
        content.update(b"%s %d " % (name.encode(), len(data)))
        content.update(data)
    return content.digest()


def control(seed: int) -> Outcome:
    """Without a sync at each commit some image has lost what was called saved."""
    day = [scene for scene in SCENES if scene.name == "day"]
    return _tried(day, 40, seed, flaws=("no sync of the disk",))


PROOFS = (
    Proof(
        name="power-loss", row=6, short=1_000, long=50_000,
        promise="power lost at any moment, with writes torn and reordered, loses and damages nothing saved",
        run=run, control=control,
    ),
)  # fmt: skip
