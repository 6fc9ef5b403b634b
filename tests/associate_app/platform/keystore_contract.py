"""What every keystore must do; each implementation's test class inherits it and gives `keystore`."""

from __future__ import annotations

import pytest

from associate_app.errors import VaultDamaged
from associate_app.platform.keystore import SECRET_BYTES, Keystore

SECRET = bytes(range(SECRET_BYTES))


class KeystoreContract:
    """The promises."""

    def test_there_is_no_secret_before_one_is_saved(self, keystore: Keystore) -> None:
        assert keystore.load() is None

    def test_the_secret_that_was_saved_last_is_loaded(self, keystore: Keystore) -> None:
        keystore.save(SECRET[::-1])
        keystore.save(SECRET)
        assert keystore.load() == SECRET

    def test_a_secret_of_another_length_is_refused_and_the_old_one_stays(self, keystore: Keystore) -> None:
        keystore.save(SECRET)
        with pytest.raises(VaultDamaged):
            keystore.save(b"short")
        assert keystore.load() == SECRET

    def test_a_destroyed_secret_is_gone_and_destroying_again_changes_nothing(
        self, keystore: Keystore
    ) -> None:
        keystore.save(SECRET)
        keystore.destroy()
        keystore.destroy()
        assert keystore.load() is None
