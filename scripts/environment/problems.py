"""What can stop the set-up, each said as what is missing and what to do.

Problem
    NoPython        no CPython 3.10 that starts
    NoUv            uv is neither there nor installable
    NoSpace         the disk or the quota is full
    NoNetwork       the package index does not answer
    NotTrusted      the index answers with a certificate that is not trusted
    NotWritable     a folder belongs to somebody else, or is read-only
    StepFailed      anything else, with the end of what the tool said
"""

from __future__ import annotations

import errno

SHOWN_LINES = 8
SHOWN_WIDTH = 160


class Problem(Exception):
    """Stops the set-up; its text is for the developer to read."""


class NoPython(Problem):
    pass


class NoUv(Problem):
    pass


class NoSpace(Problem):
    pass


class NoNetwork(Problem):
    pass


class NotTrusted(Problem):
    pass


class NotWritable(Problem):
    pass


class StepFailed(Problem):
    pass


_ADVICE: dict[type[Problem], str] = {
    NoSpace: "The disk (or your quota) is full. Free some space and run the same command again:\n"
    "what was downloaded is kept.",
    NotTrusted: "The package index's certificate is not trusted. Point SSL_CERT_FILE at your\n"
    "organisation's certificates (a PEM file) and run the same command again.",
    NoNetwork: "The package index does not answer. Check the network, and the proxy (HTTPS_PROXY)\n"
    "and index of your own pip or uv configuration, and run the same command again: what was\n"
    "downloaded is kept.",
    NotWritable: "A file or folder cannot be written. Check whom it belongs to\n"
    "(sudo may have made it) and run the same command again.",
}

# What uv (Rust's texts), pip and Python print, in small letters. The order matters: a full disk
# or a refused certificate is also reported as a failed request.
_SIGNS: list[tuple[type[Problem], tuple[str, ...]]] = [
    (NoSpace, ("no space left on device", "os error 28", "disk quota exceeded", "errno 28")),
    (
        NotTrusted,
        ("invalid peer certificate", "unknownissuer", "certificate_verify_failed", "self-signed"),
    ),
    (NotWritable, ("permission denied", "read-only file system", "errno 13")),
    (
        NoNetwork,
        (
            "dns error",
            "error sending request",
            "client error (connect)",
            "failed to establish a new connection",
            "temporary failure in name resolution",
            "name or service not known",
            "network is unreachable",
            "connection refused",
            "connection reset",
            "timed out",
            "network connectivity is disabled",
            "cannot connect to proxy",
        ),
    ),
]

_BY_ERRNO: dict[int, type[Problem]] = {
    errno.ENOSPC: NoSpace,
    errno.EDQUOT: NoSpace,
    errno.EACCES: NotWritable,
    errno.EPERM: NotWritable,
    errno.EROFS: NotWritable,
}


def from_output(doing: str, output: str) -> Problem:
    """Names the problem behind a tool's output; `doing` says which step failed."""
    lines = output.strip().splitlines()[-SHOWN_LINES:]
    shown = "\n".join(f"  {line[:SHOWN_WIDTH]}" for line in lines)
    said = output.lower()
    for kind, signs in _SIGNS:
        if any(sign in said for sign in signs):
            return kind(f"{doing}: failed.\n{shown}\n{_ADVICE[kind]}")
    return StepFailed(f"{doing}: failed.\n{shown}")


def from_os_error(error: OSError) -> Problem:
    """Names the problem behind an error of the operating system."""
    kind = _BY_ERRNO.get(error.errno or 0)
    return kind(f"{error}\n{_ADVICE[kind]}") if kind else StepFailed(str(error))


def kind_of(problem: Problem) -> str:
    """The problem in a word or two, for a list of what was tried."""
    words = {
        NoSpace: "disk full",
        NotTrusted: "certificate not trusted",
        NoNetwork: "no answer from the network",
    }
    return words.get(type(problem), str(problem).strip().splitlines()[-1].strip())
