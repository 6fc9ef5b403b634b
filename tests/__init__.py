"""The promises of Aisle One, one sentence a test."""
