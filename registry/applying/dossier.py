"""The dossier: profiles as they are kept, open and sealed parts apart, put together for those who work with them."""

import hashlib
import json
from collections.abc import Iterable

import msgspec

from registry.practice import Practice
from registry.sealing import Keyring
from registry.store import applications, documents, enterprises
from registry.store.applications import Submission
from registry.store.page import Reading, Writing
from schemas.complaint import Complaint
from schemas.enterprise import Enterprise, to_profile
from schemas.profile import Profile, documents_of, personal_of, plain_of, together


def sealed_of(seals: Keyring, profile: Profile, place: str) -> bytes | None:
    """The personal data of a profile, sealed for its place; None where there is none."""
    personal = personal_of(profile)
    return seals.seal(msgspec.json.encode(personal), place) if personal else None


def opened(seals: Keyring, plain: str, sealed: bytes | None, place: str) -> Profile:
    """The profile of which these are the parts.

    Raises:
        Conflict: the sealed part cannot be opened.
    """
    personal = {} if sealed is None else msgspec.json.decode(seals.open(sealed, place))
    return together(json.loads(plain) if plain else {}, personal)


async def of_application(page: Reading, seals: Keyring, id: str) -> Profile:
    """The profile that an application brings, as it was last saved."""
    return opened(seals, *await applications.kept_of(page, id), f"applications/{id}")


async def of_enterprise(page: Reading, seals: Keyring, enterprise: Enterprise) -> Profile:
    """The profile of an enterprise; what the short way entered has no more than that."""
    plain, sealed = await enterprises.kept_of(page, enterprise.id)
    if not plain:
        return to_profile(enterprise, Profile())
    return opened(seals, plain, sealed, f"enterprises/{enterprise.id}")


def of_submission(seals: Keyring, kept: Submission) -> Profile:
    """The profile as it was submitted."""
    return opened(seals, kept.profile, kept.sealed, f"submissions/{kept.application}/{kept.number}")


def base_of(seals: Keyring, kept: Submission) -> Profile | None:
    """The profile that was in force when this was submitted; None where none was."""
    if not kept.base:
        return None
    return opened(seals, kept.base, kept.base_sealed, f"submissions/{kept.application}/{kept.number}/base")


async def keep_of_application(page: Writing, seals: Keyring, id: str, profile: Profile) -> None:
    """Enter the profile that an application brings."""
    await applications.keep(page, id, plain_of(profile), sealed_of(seals, profile, f"applications/{id}"))


async def keep_of_enterprise(page: Writing, seals: Keyring, id: str, profile: Profile) -> None:
    """Enter the profile of an enterprise."""
    await enterprises.keep(page, id, plain_of(profile), sealed_of(seals, profile, f"enterprises/{id}"))


async def document_complaints(
    page: Reading, profile: Profile, enterprise: str, owners: Iterable[str]
) -> list[Complaint]:
    """What is wrong with the documents that a profile names: there must be such, and they must be the applicant's."""
    named = {
        "/certificate": profile.certificate,
        "/legal_person/id_front": profile.legal_person.id_front,
        "/legal_person/id_back": profile.legal_person.id_back,
    }
    found = await documents.find_many(page, documents_of(profile))
    mine = set(owners)
    return [
        Complaint(pointer, "unknown", "没有此文件，请先上传", "there is no such document: upload it first")
        for pointer, id in named.items()
        if id and ((kept := found.get(id)) is None or not (kept.enterprise == enterprise or kept.owner in mine))
    ]


async def digest_of(page: Reading, profile: Profile, wish: str) -> str:
    """One digest of all that is submitted: the profile, the wish, and the octets of the documents."""
    found = await documents.find_many(page, documents_of(profile))
    whole = {
        "profile": msgspec.to_builtins(profile),
        "wish": wish,
        "documents": {id: found[id].digest for id in sorted(found)},
    }
    return hashlib.sha256(msgspec.json.encode(whole, order="deterministic")).hexdigest()


def submission_of(
    practice: Practice, id: str, number: int, profile: Profile, wish: str, base: Profile | None, digest: str
) -> Submission:
    """What is submitted, as it is kept."""
    place = f"submissions/{id}/{number}"
    seals = practice.seals
    return Submission(
        id,
        number,
        json.dumps(plain_of(profile), ensure_ascii=False),
        sealed_of(seals, profile, place),
        wish,
        "" if base is None else json.dumps(plain_of(base), ensure_ascii=False),
        None if base is None else sealed_of(seals, base, f"{place}/base"),
        digest,
        0,
        "",
    )
