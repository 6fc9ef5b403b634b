"""Recommendations for purchase lines out of a file, into a file: no database, built and scored alike."""
