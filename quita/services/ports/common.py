"""What every service is given: the time and new ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]  # aware, UTC


NewId = Callable[[], str]
