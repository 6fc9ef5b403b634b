"""Tablets: codes, enrolment, withdrawal. A tablet's store comes from its credential, never from a request."""
