"""An invented portfolio to try Quita with: no debt, name, company or phone in it is real.

The same seed and day give the same file, so that tests and screenshots can be made again.
"""

from __future__ import annotations

from quita.adapters.demo.portfolio import demo_people, demo_portfolio

__all__ = ["demo_people", "demo_portfolio"]
