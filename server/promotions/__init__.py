"""Promotions through their life. The rules are `shared.promotions`; here they are kept, counted and shown."""
