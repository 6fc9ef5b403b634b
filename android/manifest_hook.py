"""Tells device management consoles what they can set: python-for-android has no option for such a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

LINE = (
    '<meta-data android:name="android.content.APP_RESTRICTIONS" android:resource="@xml/app_restrictions" />'
)


def with_restrictions(manifest: str) -> str:
    """The manifest with the line in its application, once."""
    if LINE in manifest:
        return manifest
    before, end, after = manifest.rpartition("</application>")
    if not end:
        raise ValueError("this manifest has no application")
    return f"{before}    {LINE}\n    {end}{after}"


def before_apk_assemble(toolchain: Any) -> None:
    """The manifest of the distribution that is about to be assembled has the line."""
    path = Path(toolchain._dist.dist_dir) / "src" / "main" / "AndroidManifest.xml"
    path.write_text(with_restrictions(path.read_text(encoding="utf-8")), encoding="utf-8")
