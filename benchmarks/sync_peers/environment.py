"""Where the peers live: their packages, pinned, under `build/peers`; made when first asked for."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

HOME = Path("build/peers")
KINTO = ("kinto[postgresql]==26.5.0", "waitress==3.0.2")
SCRIPTS = Path(__file__).parent / "node"


def kinto_bin() -> Path:
    """The folder of Kinto's own Python environment that holds its commands."""
    folder = HOME / "kinto"
    commands = folder / "bin"
    if not (commands / "kinto").exists():
        print(f"Installing Kinto into {folder} …", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run([commands / "python", "-I", "-m", "pip", "install", "-q", *KINTO], check=True)
    return commands.absolute()


def node_folder() -> Path | None:
    """The folder with the JavaScript peers, installed; None where there is no Node."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    folder = HOME / "node"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(SCRIPTS / name, folder / name)
    if not (folder / "node_modules" / ".package-lock.json").exists():
        print(f"Installing PouchDB and WatermelonDB into {folder} …", file=sys.stderr)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, stdout=sys.stderr)
    for script in SCRIPTS.glob("*.mjs"):
        shutil.copy(script, folder / script.name)
    return folder
