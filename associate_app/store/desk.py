"""Everything that is open while an associate is signed in; closing it leaves nothing readable in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from associate_app.store.catalogue import LatestProducts
from associate_app.store.checking import Check
from associate_app.store.latest import Latest
from associate_app.store.line import Line
from associate_app.store.models import LatestModel
from associate_app.store.name_words import NameWords
from associate_app.store.purchases import LatestStory
from associate_app.store.reading import ReplicaReader
from associate_app.store.recorder import Recorder
from associate_app.store.slots import Associate, Enrolment
from associate_app.store.visitors import Visitors
from shared.clock import Clock, to_millis
from sync.device.leases import Wanted


@dataclass(frozen=True)
class Desk:
    """The open replica in the name of one associate. `trouble` says why nothing can be saved, if so."""

    reader: ReplicaReader
    recorder: Recorder
    associate: Associate
    enrolment: Enrolment
    clock: Clock
    line: Line
    trouble: str = ""
    names: NameWords = field(default_factory=NameWords)
    stories: LatestStory = field(default_factory=LatestStory)
    wanted: Wanted = field(default_factory=Wanted)
    models: LatestModel = field(default_factory=LatestModel)
    products: LatestProducts = field(default_factory=LatestProducts)
    visitors: Visitors = field(default_factory=Visitors)
    check: Check = field(default_factory=Check)
    wanting: Latest[Any] = field(default_factory=Latest)

    def now_ms(self) -> int:
        """The present moment."""
        return to_millis(self.clock.now())

    def close(self) -> None:
        """Nothing can be read or recorded any more."""
        self.names.drop()
        self.stories.drop()
        self.models.drop()
        self.products.drop()
        self.visitors.drop()
        self.wanting.drop()
        self.recorder.close()
        self.reader.close()
