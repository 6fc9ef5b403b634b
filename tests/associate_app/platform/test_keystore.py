"""Keystores: each keeps the same promises."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from associate_app.errors import VaultDamaged
from associate_app.platform.keystore import FileKeystore, MemoryKeystore
from tests.associate_app.platform.keystore_contract import SECRET, KeystoreContract


class TestMemoryKeystore(KeystoreContract):
    @pytest.fixture
    def keystore(self) -> MemoryKeystore:
        return MemoryKeystore()


class TestFileKeystore(KeystoreContract):
    @pytest.fixture
    def keystore(self, tmp_path: Path) -> FileKeystore:
        return FileKeystore(tmp_path / "keys" / "device.key")

    def test_only_its_owner_may_read_the_file(self, keystore: FileKeystore, tmp_path: Path) -> None:
        path = tmp_path / "keys" / "device.key"
        keystore.save(SECRET)
        path.chmod(0o644)
        keystore.save(SECRET)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_a_cut_file_is_called_damaged(self, keystore: FileKeystore, tmp_path: Path) -> None:
        keystore.save(SECRET)
        (tmp_path / "keys" / "device.key").write_bytes(SECRET[:7])
        with pytest.raises(VaultDamaged, match="Enrol the tablet again"):
            keystore.load()
