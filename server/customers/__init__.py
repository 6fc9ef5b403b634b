"""Customers and the books of the stores that look after them. Nobody outside the asker's book is told of."""
