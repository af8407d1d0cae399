"""Channels: what comes in by web hook or web chat, and the agents' desk."""
