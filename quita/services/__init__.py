"""Use cases: each module a group, over the Protocols of ports/."""
