"""First loads by prepared snapshot."""
