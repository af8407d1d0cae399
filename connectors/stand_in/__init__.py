"""The stand-in keeps the assistant's address, and answers what it can while that is away."""
