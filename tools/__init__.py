"""Commands that run the product as a whole: the demo, the tour, the tests in their order."""
