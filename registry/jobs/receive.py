"""Receive: keep a file as it arrives, and enter the job that it is. The file is there before the job is."""

import asyncio
import hashlib
import uuid
from collections.abc import AsyncIterator

from registry.group import Group
from registry.jobs.desk import received, require_few, require_importer
from registry.jobs.shelf import Shelf
from registry.store.book import Book
from registry.store.page import Writing
from registry.templates.find import under_of
from schemas.errors import Malformed, TooLarge
from schemas.job import LARGEST_FILE, Duplicates, Format, Job, Mode
from schemas.principal import Principal
from schemas.template import TemplateReference

ENDINGS: dict[str, Format] = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".xlsx": "xlsx"}
"""What a file is by the ending of its name."""


async def receive(
    book: Book,
    group: Group,
    shelf: Shelf,
    who: Principal,
    pieces: AsyncIterator[bytes],
    name: str,
    format: Format,
    mode: Mode = "skip-bad",
    duplicates: Duplicates = "refuse",
    template: TemplateReference | None = None,
) -> Job:
    """Keep a file and enter its job.

    Raises, in this order:
        Forbidden: the caller may register nothing anywhere.
        Conflict: the caller's enterprise has many files open already.
        Absent, Conflict: there is no such template, as far as the caller may know, or it is a draft.
        TooLarge: the file has more octets than one may have.
        Malformed: it is empty.
        Busy: the database cannot be reached; nothing is kept.
    """
    require_importer(who)
    under = ""
    async with book.reading() as page:
        await require_few(page, who)
        if template is not None:
            under = (await under_of(page, who, template)).reference.text
    id = uuid.uuid4().hex
    digest, octets = hashlib.sha256(), 0
    try:
        with shelf.place(id).open("xb") as file:
            async for piece in pieces:
                octets += len(piece)
                if octets > LARGEST_FILE:
                    raise TooLarge(f"a file has at most {LARGEST_FILE} octets: expected several files")
                digest.update(piece)
                file.write(piece)
            await asyncio.to_thread(shelf.settle, id, file.fileno())
        if not octets:
            raise Malformed("the file is empty")

        async def act(page: Writing) -> Job:
            return await received(page, who, id, name, format, mode, octets, digest.hexdigest(), duplicates, under)

        return await group.do(act)
    except BaseException:
        shelf.discard(id)
        raise


def format_of(name: str) -> Format:
    """What a file is by its name.

    Raises:
        Malformed: the name's ending says nothing.
    """
    for ending, format in ENDINGS.items():
        if name.lower().endswith(ending):
            return format
    raise Malformed(f"cannot tell what {name[-80:]!r} is: expected a name that ends in {', '.join(ENDINGS)} (at file)")
