"""What customers do on other channels: what they looked at and left in a cart."""
