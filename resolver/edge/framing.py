"""Framing: where aiohttp's parser must stand after the octets that were handed to it.

The lane may answer again only when that parser stands between two requests. It does not say where it stands, so the
lane keeps a second account of the framing. The account is stricter than any parser: as soon as a request is framed in
a way that two readers could read differently (RFC 9112 §6.3, §11.2), it is lost for the rest of the connection, and the
lane with it.
"""

import re

# More than this of one head, and the account is not worth keeping. aiohttp refuses it by its own limits.
_LONGEST_HEAD = 16_384

_NAME = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_HEAD = re.compile(rb"[A-Z]+ [!-~]+ HTTP/1\.1\r\n(?:" + _NAME + rb"++:[\t -~\x80-\xff]*+\r\n)*+\r\n")
_FRAMING = re.compile(
    rb"\n(content-length|transfer-encoding|connection|proxy-connection|expect|upgrade|trailer|te)"
    rb":[ \t]*([^\r]*?)[ \t]*(?=\r)"
)
# Nobody sends a petabyte; a number of more digits is a trick.
_LENGTH = re.compile(rb"[0-9]{1,15}")


class Framing:
    """An account of octets that belong to requests, fed in any pieces."""

    __slots__ = ("_body_left", "_head", "lost", "messages")

    def __init__(self) -> None:
        self._head = bytearray()
        self._body_left = 0
        self.messages = 0
        """Heads that are complete."""
        self.lost = False
        """Whether the account is given up for good."""

    @property
    def between(self) -> bool:
        """Whether the last request is complete and no other one has begun."""
        return not (self.lost or self._head or self._body_left)

    @property
    def in_head(self) -> bool:
        """Whether a head has begun and is not complete."""
        return bool(self._head) and not self.lost

    def feed(self, data: bytes) -> None:
        """Take note of octets that were handed on."""
        at = 0
        while not self.lost and at < len(data):
            if self._body_left:
                taken = min(self._body_left, len(data) - at)
                self._body_left -= taken
                at += taken
                continue
            looked = max(0, len(self._head) - 3)
            before = len(self._head)
            self._head += data[at : at + _LONGEST_HEAD]
            end = self._head.find(b"\r\n\r\n", looked)
            if end < 0:
                at += len(self._head) - before
                if len(self._head) > _LONGEST_HEAD:
                    self._lose()
                continue
            at += end + 4 - before
            self._begin(bytes(self._head[: end + 4]))

    def _begin(self, head: bytes) -> None:
        """A head is complete: what follows it?"""
        self._head.clear()
        self.messages += 1
        if not _HEAD.fullmatch(head) or head.startswith(b"CONNECT "):
            self._lose()
            return
        framing = _FRAMING.findall(head.lower())
        lengths = [text for name, text in framing if name == b"content-length"]
        others = [(name, text) for name, text in framing if name != b"content-length"]
        if len(lengths) > 1 or any(other != (b"connection", b"keep-alive") for other in others):
            self._lose()
        elif lengths:
            if _LENGTH.fullmatch(lengths[0]):
                self._body_left = int(lengths[0])
            else:
                self._lose()

    def _lose(self) -> None:
        self.lost = True
        self._head.clear()
