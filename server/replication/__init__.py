"""What tablets are sent, and their operations taken in. `sync` knows how; here is known what it means."""
