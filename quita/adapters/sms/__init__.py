"""SMS gateways: a JSON one as Brazilian providers have it, and Twilio."""
