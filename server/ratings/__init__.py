"""How customers found their visits. A rating is a fact: it is added, and corrected by another fact."""
