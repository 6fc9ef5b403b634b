"""What HQ asks of stores: tasks, and what became of each. That one is done is a fact of its own."""
