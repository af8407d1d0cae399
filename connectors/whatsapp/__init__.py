"""WhatsApp Business Cloud API: signatures and web hooks, free of I/O."""
