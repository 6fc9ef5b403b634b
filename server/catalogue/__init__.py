"""Stores, products and stock. What is sold where is known here; who bought it is not."""
