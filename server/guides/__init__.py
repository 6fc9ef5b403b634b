"""Helpful content: guides that HQ writes and tablets hand over."""
