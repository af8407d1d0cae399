"""Gives memory that was needed only for loading back to the system.

Weights are unpacked through copies of themselves; glibc keeps what is freed for later, which here
never comes: 50 MB. Another C library has no malloc_trim, and nothing is done there.
"""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Collect what nothing refers to, and return free memory."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
