"""From an SMS link to a conversation: the landing page and the web chat."""
