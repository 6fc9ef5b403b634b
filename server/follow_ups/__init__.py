"""Contacts with customers. A contact is a fact: it is added, never changed."""
