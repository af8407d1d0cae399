"""A server that writes voice notes down, as OpenAI's API does."""
