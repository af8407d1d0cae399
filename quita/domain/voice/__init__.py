"""What agents say by voice: read, checked, and brought into what WhatsApp takes."""
