"""The data folder: where in it everything lies. Only its owner may enter it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from node.settings import Settings
from schemas.errors import Absent, Busy


class Folder(msgspec.Struct, frozen=True):
    """The data folder of a node."""

    path: Path

    @classmethod
    def of(cls, settings: Settings) -> "Folder":
        """The folder that the settings name; there must be a node in it.

        Raises:
            Absent: there is none.
        """
        folder = cls(settings.data)
        if not folder.pepper.is_file():
            raise Absent(f"there is no node in {settings.data}: `idnode init --data {settings.data}` makes one")
        return folder

    @property
    def pepper(self) -> Path:
        """The secret that keys are hashed with; made by `init`, so it also says that there is a node."""
        return self.path / "pepper"

    @property
    def server_key(self) -> Path:
        """The key with which the node signs what a Handle client asks it to sign."""
        return self.path / "keys" / "handle.pem"

    @property
    def replica(self) -> Path:
        """The replica's generations; may be deleted at any time."""
        return self.path / "replica"

    @property
    def level(self) -> Path:
        """The word in shared memory that says how far the replica is."""
        return self.path / "level"

    @property
    def rates(self) -> Path:
        """How much the askers of the name server have had, in shared memory, and the secret of its cookies."""
        return self.path / "dns"

    @property
    def counters(self) -> Path:
        """The workers' files of counters."""
        return self.path / "counters"

    @property
    def lifetime(self) -> Path:
        """What was counted in files that are gone, for `/metrics`."""
        return self.path / "lifetime.json"

    @property
    def trail_head(self) -> Path:
        """How the trail ended when the keeper last looked: what is outside the database cannot be changed in it."""
        return self.path / "trail.head"

    @property
    def jobs(self) -> Path:
        """Files of many rows on their way into the registry."""
        return self.path / "jobs"

    @property
    def socket(self) -> Path:
        """Where the keeper is called."""
        return self.path / "keeper.sock"

    @contextmanager
    def lock(self, name: str, refusal: str) -> Iterator[int]:
        """Hold one of the folder's locks; the descriptor is for closing in forked children.

        Raises:
            Busy: another process holds it; said in the words of `refusal`.
        """
        handle = os.open(self.path / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Busy(refusal) from None
            yield handle
        finally:
            os.close(handle)
