"""Finding customers by what is known of them: a cache of keyed hashes, and the sealed state that answers."""
