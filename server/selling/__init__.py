"""What customers are about to buy: baskets handed to tills."""
