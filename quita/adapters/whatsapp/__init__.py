"""WhatsApp Business Cloud API: request bodies, answers, errors and two thin clients."""
