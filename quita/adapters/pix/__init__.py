"""Bacen's API Pix: one protocol without I/O, and two thin clients that carry it."""
