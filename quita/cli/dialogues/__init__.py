"""`quita evaluate dialogues`: whole conversations, played against a whole system and told."""
