"""Where Android starts the tablet app: its keystore, its window and what device management has set."""

from __future__ import annotations

import secrets
from pathlib import Path

from android.storage import app_storage_path

from associate_app import display
from associate_app.screens import sparing

FOLDER = Path(app_storage_path()) / "tablet"


def main() -> None:
    """Runs until the system ends it."""
    sparing.begin()
    display.prepare(FOLDER / "kivy")

    from kivy.clock import Clock

    from associate_app.app import AisleApp
    from associate_app.platform.android_keystore import AndroidChest, SealedKeystore
    from associate_app.platform.android_window import keep_out_of_pictures, language, managed
    from associate_app.wiring import Tablet
    from shared.clock import SystemClock

    keep_out_of_pictures()
    tablet = Tablet(
        FOLDER,
        clock=SystemClock(),
        random_bytes=secrets.token_bytes,
        post=lambda function: Clock.schedule_once(lambda _: function()),
        keystore=SealedKeystore(FOLDER / "device.key", AndroidChest()),
    )
    AisleApp(tablet, server=managed("server"), system_language=language()).run()


main()
