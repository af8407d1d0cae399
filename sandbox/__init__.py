"""The providers' protocols on loopback: WhatsApp's Graph API with a phone in the browser, and a
bank that speaks Bacen's API Pix. They refuse what the real ones refuse and fail when told to."""
