"""Whoever asks a running node over HTTP with a key, and says which answer is expected."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.support.running import Node

PATIENCE = 60.0


class Answer(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    octets: bytes

    @property
    def document(self) -> Any:
        """The JSON that it is."""
        return json.loads(self.octets)


class _Stay(urllib.request.HTTPRedirectHandler):
    """Redirects are answers here."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Asker:
    """Somebody with a key; without one, anybody."""

    def __init__(self, node: Node, key: str = "") -> None:
        self._node = node
        self.key = key
        self._opener = urllib.request.build_opener(_Stay)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        kind: str = "application/json",
        **headers: str,
    ) -> Answer:
        """Ask once. A body that is no octets is sent as JSON."""
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        if self.key:
            sent["Authorization"] = f"Bearer {self.key}"
        octets = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if octets is not None:
            sent["Content-Type"] = kind
        request = urllib.request.Request(self._node.url + path, octets, sent, method=method)
        try:
            with self._opener.open(request, timeout=PATIENCE) as answer:
                return Answer(answer.status, {n.lower(): t for n, t in answer.headers.items()}, answer.read())
        except urllib.error.HTTPError as refusal:
            return Answer(refusal.code, {n.lower(): t for n, t in refusal.headers.items()}, refusal.read())

    def do(self, method: str, path: str, body: Any = None, *, expect: int = 200, **how: str) -> Any:
        """Ask, and have the document of the answer, which must have this status."""
        answer = self.ask(method, path, body, **how)
        assert answer.status == expect, (method, path, answer.status, answer.octets[:2000].decode(errors="replace"))
        return answer.document if answer.octets else None


def until(look: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What a look gives as soon as it gives something that counts."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, f"nothing came within {seconds} s"
        time.sleep(0.1)
    return found


SOON = 5.0
"""Another worker may take a key for what it was for one second more (`registry.recognised.SECONDS`)."""
