"""Every error that Quita raises on purpose, as one tree.

QuitaError
├── InvalidInput            what came from outside breaks a rule; nothing was stored
│   ├── InvalidAmount       not a sum in reais, or out of range
│   ├── InvalidBrCode       not a Pix BR Code that a bank accepts
│   ├── InvalidBoleto       not bars, a linha digitável, or a part of one that a bank accepts
│   ├── InvalidCnab         a return file that is not CNAB 240, or not about us
│   ├── InvalidPortfolio    lines of a portfolio file that cannot be loaded
│   ├── InvalidPolicy       a creditor's policy file that breaks a rule
│   ├── InvalidMedia        a file that is not of a type, size or hash that is taken
│   ├── InvalidDialogue     a dialogue file, or one of its dialogues, that cannot be played
│   └── MalformedWebhook    a signed body that is not of the provider's shape (answered 400)
├── NotAllowed              the state or the policy forbids it; said to the person in other words
│   ├── NotVerified         identity is not proven in this conversation
│   ├── WindowClosed        free words outside WhatsApp's 24 hours: only a template may be sent
│   ├── OfferNotAvailable   expired, changed, or not of this person
│   ├── AlreadyDecided      somebody else was faster (answered 409)
│   ├── BeyondPolicy        not even a supervisor may grant it (answered 409)
│   ├── NotReadable         not a conversation that this user of the desk may read (answered 403)
│   └── NotOwner            somebody else owns the conversation (answered 409)
├── NotFound                no such thing (answered 404)
├── ProviderError           a bank or a channel did not do what was asked
│   ├── ProviderRefused     it said no, for good
│   └── ProviderUnavailable it did not answer, or asked to try later
├── Misconfigured           a setting is missing or wrong: the start stops and says which
├── Conflict                two transactions met; the caller tries again
│   └── Busy                another transaction was in the way, whatever this one wanted
├── DatabaseAway            no transaction can be: the database is down, full or not migrated
├── NotInTime               what was waited for did not happen
├── Unanswered              the dialogue ended without a word; the turn is tried again
└── LeaseLost               another process has taken the work over; drop what was done
"""

from __future__ import annotations


class QuitaError(Exception):
    """The root: `except QuitaError` is what one place at the edge of each process may do."""


class InvalidInput(QuitaError):
    """What came from outside breaks a rule; nothing was stored."""


class InvalidAmount(InvalidInput):
    """Not a sum in reais, or out of range."""


class InvalidBrCode(InvalidInput):
    """Not a Pix BR Code that a bank accepts; the message says which rule it breaks."""


class InvalidBoleto(InvalidInput):
    """Not a boleto that a bank accepts; the message says which rule it breaks."""


class InvalidCnab(InvalidInput):
    """A file that is not CNAB 240, or not about us; the message names the line."""


class InvalidPortfolio(InvalidInput):
    """Lines of a portfolio file that cannot be loaded."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        """Takes pairs of line number (the header is line 1) and reason."""
        super().__init__("; ".join(f"line {line}: {reason}" for line, reason in problems))
        self.problems = problems


class InvalidPolicy(InvalidInput):
    """A creditor's policy file that breaks a rule."""


class InvalidMedia(InvalidInput):
    """A file that is not of a type, size or hash that is taken; the message says which."""


class InvalidDialogue(InvalidInput):
    """A dialogue file, or one of its dialogues, that cannot be played; the message says why."""


class MalformedWebhook(InvalidInput):
    """A signed body that is not of the provider's shape."""

    def __init__(self, reason: str) -> None:
        """Takes the reason, fit for a log line: it never quotes the body."""
        super().__init__(reason)
        self.reason = reason


class NotAllowed(QuitaError):
    """The state or the policy forbids it."""


class ContactRefused(NotAllowed):
    """The company must not write to somebody, and no time lifts it.

    Attributes:
        rule: which rule of contact says so.
    """

    def __init__(self, rule: str) -> None:
        """Take the rule's name."""
        super().__init__(f"this phone must not be written to: {rule}")
        self.rule = rule


class NotVerified(NotAllowed):
    """Identity is not proven in this conversation."""


class WindowClosed(NotAllowed):
    """Free words outside WhatsApp's 24 hours; the message says since when."""


class OfferNotAvailable(NotAllowed):
    """The offer expired, its terms changed, or it is not of this person."""


class AlreadyDecided(NotAllowed):
    """Somebody else has decided it; the first decision stands."""


class BeyondPolicy(NotAllowed):
    """Not even a supervisor may grant it."""


class NotReadable(NotAllowed):
    """A conversation that this user of the desk may not read."""


class NotOwner(NotAllowed):
    """Somebody else owns the conversation."""


class NotFound(QuitaError):
    """No such thing."""


class ProviderError(QuitaError):
    """A bank or a channel did not do what was asked."""


class ProviderRefused(ProviderError):
    """The provider said no, for good."""


class ProviderUnavailable(ProviderError):
    """The provider did not answer, or asked to try later."""


class Misconfigured(QuitaError):
    """A setting is missing or wrong; the message names it and says what to do."""


class Conflict(QuitaError):
    """Two transactions met on one row; nothing was stored, and the caller tries again."""


class Busy(Conflict):
    """Another transaction was in the way: it says nothing of what was to be stored."""


class DatabaseAway(QuitaError):
    """The database is down, full, or not as this code needs it; nothing was stored."""


class NotInTime(QuitaError):
    """What was waited for did not happen; the message names it and the seconds."""


class Unanswered(QuitaError):
    """The dialogue ended without a word; the turn is tried again, then handed over."""


class LeaseLost(QuitaError):
    """Another process has taken the work over; drop what was done."""
