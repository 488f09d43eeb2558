"""Messages out of the bytes that they come in: each has a header that says how long it is.

Knows no transport and imports nothing that takes time.
"""

from __future__ import annotations

import re

_HEADER_END = b"\r\n\r\n"
_CONTENT_LENGTH = re.compile(rb"(?:^|\r\n)content-length:[ \t]*(\d+)[ \t]*(?:\r\n|$)", re.IGNORECASE)


class Frames:
    """Puts messages together from what arrives, however it is cut."""

    def __init__(self) -> None:
        self._received = bytearray()
        self._missing = 0
        """How many bytes have to be there before it is worth to look."""

    def feed(self, data: bytes) -> list[bytes]:
        """The bodies of the messages that ``data`` completes.  A header without a length is passed over."""
        received = self._received
        received += data
        bodies = []
        while len(received) >= self._missing:
            header_end = received.find(_HEADER_END)
            if header_end < 0:
                self._missing = 0
                break
            start = header_end + len(_HEADER_END)
            length = _CONTENT_LENGTH.search(received[:header_end])
            end = start + int(length[1]) if length else start
            if len(received) < end:
                self._missing = end
                break
            if length:
                bodies.append(bytes(received[start:end]))
            del received[:end]
            self._missing = 0
        return bodies
