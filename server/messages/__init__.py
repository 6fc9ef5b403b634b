"""Texts of messages to customers, as HQ writes them and tablets offer them."""
