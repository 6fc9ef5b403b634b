"""`make demo`: real data, a running server and console, and a tablet enrolled at store 367.

With a display the tablet opens as a window; closing it ends the demo. Without one the tablet runs on a
virtual screen, its pictures go to build/demo, and the server keeps running until it is interrupted.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from datetime import date
from pathlib import Path

from tools import demo_promotions
from tools.stage import AISLE, APPROVER, ASSOCIATE, PASSWORD, PIN, STAFF, STORE, Stage, free_port, has_display

HOME = Path(os.environ.get("AISLE_HOME", ".var"))
TABLET = HOME / "tablet"
PICTURES = Path("build/demo")
ENDINGS = {signal.SIGINT, signal.SIGTERM}


def signs(stage: Stage) -> str:
    """Where to go and how to sign in."""
    return f"""
  HQ console   {stage.address}/console
  sign in      {STAFF} writes and publishes, {APPROVER} approves
               password {PASSWORD}

  Tablet       store {STORE}, associate {ASSOCIATE}, PIN {PIN}
"""


def prepare_data(stage: Stage) -> None:
    """The real data is there with dates that end yesterday; looked through at most once a day."""
    mark, today = HOME / "loaded-on", date.today().isoformat()  # noqa: DTZ011 - the day on this machine's wall
    is_current = mark.exists() and mark.read_text() == today
    if not is_current:
        print("Preparing the data (a minute or two the first time).", flush=True)
    stage.prepare(load=not is_current)
    mark.write_text(today)


def open_window(stage: Stage) -> None:
    """The tablet app is a window on this screen until it is closed."""
    command = [str(AISLE), "app", "--folder", str(TABLET), "--server", stage.address]
    if not (TABLET / "vault.json").exists():
        print(f"  The tablet asks for an enrolment code: {stage.enrolment_code()}\n")
    subprocess.run(command, env=stage.environment, check=False)


def draw_pictures(stage: Stage) -> None:
    """The tablet app has run on a virtual screen and its pictures lie in build/demo."""
    from tools.tablet_pictures import draw

    print("There is no display here: the tablet runs on a virtual screen and leaves its pictures.")
    for picture in draw(stage, TABLET, PICTURES):
        print(f"  picture      {picture}")


def main() -> None:
    """Runs the demo until it is closed or interrupted."""
    stage = Stage(HOME.resolve(), free_port(8080))
    prepare_data(stage)
    with stage.serving(HOME / "server.log"):
        demo_promotions.ensure(stage)
        print(signs(stage), flush=True)
        if has_display():
            open_window(stage)
            return
        draw_pictures(stage)
        print(signs(stage))
        print("The server keeps running. Press Ctrl-C to stop it.", flush=True)
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        signal.sigwait(ENDINGS)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
    print("The demo has ended; its data stays in", HOME)
