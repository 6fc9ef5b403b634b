"""A tablet in a process of its own, that can be told what to do, and killed.

Run as `python -m tools.tablet_process FOLDER SERVER`, it draws offscreen and reads one JSON list a line from
its standard input: the name of a `TabletDriver` method and its arguments. It answers `{"result": …}` or
`{"error": …}`. `Tablet` is the other end.
"""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.tablet_driver import TabletDriver


UNEXPECTED = "omething went wrong"
"""What the app shows for an error that nobody foresaw: no step passes over it."""


class TabletTrouble(AssertionError):
    """What was asked of the tablet did not happen."""


class Tablet:
    """The near end: methods of `TabletDriver`, carried out by the tablet's own process."""

    def __init__(self, folder: Path, server: str, log: Path) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self._log = log.open("a")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tools.tablet_process", str(folder), server],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True,
        )  # fmt: skip
        try:
            self._answer()
        except BaseException:
            self.kill()  # nobody else knows of it
            raise

    def ask(self, method: str, *arguments: object) -> Any:
        """What the driver's method gave; TabletTrouble says what was on the screen instead."""
        assert self._process.stdin is not None  # noqa: S101 - it was made with a pipe
        self._process.stdin.write(json.dumps([method, *arguments]) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def kill(self) -> None:
        """The process is gone at once, as when a battery is torn out."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(BrokenPipeError):  # what was not read by then
                if pipe is not None:
                    pipe.close()
        self._log.close()

    def close(self) -> None:
        """The app was closed as a person closes it."""
        with contextlib.suppress(BrokenPipeError, TabletTrouble):
            self.ask("stop")
        try:
            self._process.wait(timeout=20)
        finally:
            self.kill()

    def _answer(self) -> Any:
        assert self._process.stdout is not None  # noqa: S101 - it was made with a pipe
        line = self._process.stdout.readline()
        if not line:
            raise TabletTrouble(f"The tablet's process has ended; see {self._log.name}.")
        answer = json.loads(line)
        if "error" in answer:
            raise TabletTrouble(answer["error"])
        return answer["result"]


@contextlib.contextmanager
def tablet(folder: Path, server: str, log: Path) -> Iterator[Tablet]:
    """A tablet for as long as the block lasts."""
    running = Tablet(folder, server, log)
    try:
        yield running
    finally:
        running.close()


def _driver(folder: Path, server: str) -> TabletDriver:
    from associate_app import display

    display.prepare(folder / "kivy")
    import secrets

    from kivy.clock import Clock

    from associate_app import wiring
    from associate_app.app import AisleApp
    from shared.clock import SystemClock
    from tools.tablet_driver import TabletDriver

    own = wiring.Tablet(
        folder, clock=SystemClock(), random_bytes=secrets.token_bytes,
        post=lambda function: Clock.schedule_once(lambda _: function()),
    )  # fmt: skip
    return TabletDriver(AisleApp(own, server=server), patience_s=30)


def _carry_out(driver: TabletDriver, command: list[Any]) -> dict[str, Any]:
    name, *arguments = command
    try:
        if name == "picture":
            arguments = [Path(arguments[0])]
        result = getattr(driver, name)(*arguments)
        if driver.sees(UNEXPECTED):
            return {"error": f"The app met an error it does not know; its log says which. Last: {command}"}
    except AssertionError as error:
        return {"error": str(error)}
    return {"result": result if isinstance(result, str | int | float | bool | list) else None}


def _read(commands: queue.Queue[str]) -> None:
    for line in sys.stdin:
        commands.put(line)


def main() -> None:
    """Serves commands until told to stop, drawing all the while."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # nothing but answers goes to the other end
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    commands: queue.Queue[str] = queue.Queue()
    driver = _driver(Path(sys.argv[1]), sys.argv[2])
    driver.start()
    threading.Thread(target=_read, args=(commands,), daemon=True).start()
    answers.write('{"result": "ready"}\n')
    answers.flush()
    while True:
        driver.frames()
        try:
            command = json.loads(commands.get(timeout=0.01))
        except queue.Empty:
            continue
        answers.write(json.dumps(_carry_out(driver, command)) + "\n")
        answers.flush()
        if command[0] == "stop":
            return


if __name__ == "__main__":
    main()
