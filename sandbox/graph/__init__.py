"""WhatsApp's Cloud API (Graph v23.0): sending, media, web hooks, delivery statuses."""
