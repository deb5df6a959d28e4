"""Deposit: bring a document, and fetch one. What it is, its octets say; where it is kept, nobody can read it."""

import asyncio
import hashlib
import uuid

from registry.applying.consult import is_applicant
from registry.authority import Verb, allows, allows_for, allows_some
from registry.group import Group
from registry.practice import Practice
from registry.store import applications, documents
from registry.store.documents import Document
from registry.store.page import Reading, Writing
from schemas.errors import Absent, Conflict, Forbidden, NodeError, TooLarge
from schemas.principal import Principal
from schemas.sniff import sniff

MOST_WAITING = 50
"""Documents that one principal has brought and no submitted application names."""


async def deposit(group: Group, who: Principal, practice: Practice, octets: bytes) -> Document:
    """Keep a document; it is the bringer's alone until an application that names it is submitted.

    Raises, in this order:
        Forbidden: the caller applies for nobody.
        TooLarge: it has more octets than the park allows.
        Malformed: it is no picture and no PDF, is not whole, or can do something.
        Conflict: the caller has brought too many that no application names.
        Busy: the database cannot be reached.
    """
    if not allows_some(who, Verb.APPLY):
        raise Forbidden(f"{who.name} may not bring documents")
    if len(octets) > practice.policy.longest_document:
        raise TooLarge(f"a document has at most {practice.policy.longest_document} octets, got {len(octets)}")
    form = sniff(octets)
    id = uuid.uuid4().hex

    async def act(page: Writing) -> Document:
        waiting = await documents.waiting(page, who.name)
        if waiting >= MOST_WAITING:
            raise Conflict(f"{who.name} has brought {waiting} documents that no application names: submit one first")
        document = Document(
            id=id,
            enterprise=None,
            owner=who.name,
            person=who.person,
            type=form.media_type,
            size=len(octets),
            digest=hashlib.sha256(octets).hexdigest(),
            uploaded_at=page.now,
        )
        documents.enter(page, document)
        page.note(who, "bring document", id, type=document.type, size=document.size, digest=document.digest)
        return document

    # The octets first: a row never speaks of what is not there. What is left over after an accident, nobody can read.
    await asyncio.to_thread(practice.vault.put, id, octets)
    try:
        return await group.do(act)
    except NodeError:
        await asyncio.to_thread(practice.vault.remove, id)
        raise


async def find(page: Reading, who: Principal, id: str) -> Document:
    """A document, without its octets.

    Raises:
        Absent: there is none, as far as the caller may know.
    """
    found = await documents.find(page, id)
    if found is None or not await _may_see(page, who, found):
        raise Absent(f"there is no document {id[:40]!r}")
    return found


async def fetch(group: Group, who: Principal, practice: Practice, id: str) -> tuple[Document, bytes]:
    """A document with its octets. Who fetched it, the trail keeps.

    Raises, in this order:
        Absent: there is none, as far as the caller may know, or its octets are not in this data folder.
        Conflict: it cannot be opened.
    """

    async def act(page: Writing) -> Document:
        found = await find(page, who, id)
        page.note(who, "fetch document", id, enterprise=found.enterprise)
        return found

    document = await group.do(act)
    return document, await asyncio.to_thread(practice.vault.get, id)


async def _may_see(page: Reading, who: Principal, document: Document) -> bool:
    if document.owner == who.name or (who.person is not None and document.person == who.person):
        return True
    if document.enterprise is None:
        return False
    if allows_for(who, Verb.READ_PERSONAL, document.enterprise) or allows(who, Verb.READ_PERSONAL):
        return True
    found = await applications.list_(page, document.enterprise)
    return any(is_applicant(who, each) for each in found)
