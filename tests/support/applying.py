"""Applications for tests: who works on them, a profile that nothing is wrong with, and the way to each standing."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec

from registry.applying import apply, filing, review
from registry.practice import Practice
from registry.store import applications, documents, enterprises, filings
from registry.store.documents import Document
from registry.store.page import Writing
from schemas.application import Application, Kind, Remark, Wish
from schemas.checkdigit import iso7064_characters, organisation_character, uscc_character
from schemas.life import Act, Standing
from schemas.principal import Principal, Role
from schemas.profile import Contact, LegalPerson, Profile

APPLICANT = Principal("key:applicant", Role.ENTERPRISE_ADMIN)
RIVAL = Principal("key:rival", Role.ENTERPRISE_ADMIN)
REVIEWER = Principal("key:reviewer", Role.REVIEWER)
AUDITOR = Principal("key:auditor", Role.AUDITOR)
ADMIN = Principal("key:park", Role.PARK_ADMIN)

SECRETS = ("欧阳知夏", "13970012345", "zhixia@maker.example", "司马临川", "13870054321", "linchuan@maker.example")
"""Personal data of PROFILE, which must lie nowhere in the open."""
ID_NUMBER = "36012119900307123" + iso7064_characters("mod11-2", "36012119900307123")
"""Invented, with a check character that holds."""

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(17) + b"\0\0\0\0IEND\xaeB`\x82"


def code_of(number: int) -> str:
    """An invented 统一社会信用代码, both check characters of which hold."""
    body = f"MA{number:06d}"
    head = f"91360121{body}{organisation_character(body)}"
    return head + uscc_character(head)


def profile(certificate: str = "c" * 32, number: int = 1, **more: Any) -> Profile:
    """A complete profile, with these members otherwise."""
    whole = Profile(
        name=f"江西岫澜第{number}电路科技有限公司",
        nature="commercial",
        uscc=code_of(number),
        certificate=certificate,
        industry="C3982",
        division="360121",
        address="云谷大道 1 号",
        legal_person=LegalPerson(
            name=SECRETS[0], id_type="resident-id", id_number=ID_NUMBER, phone=SECRETS[1], email=SECRETS[2]
        ),
        contact=Contact(name=SECRETS[3], phone=SECRETS[4], email=SECRETS[5]),
        categories=("identifier",),
        scenarios=("production", "logistics"),
    )
    return msgspec.structs.replace(whole, **more)


def bring(page: Writing, who: Principal = APPLICANT, id: str = "c" * 32) -> str:
    """A document's row, as if its octets were in the vault."""
    digest = sha256(id.encode()).hexdigest()
    documents.enter(
        page,
        Document(
            id=id, enterprise=None, owner=who.name, person=None, type="image/png", size=9, digest=digest, uploaded_at=1
        ),
    )
    return id


class Way:
    """From nothing to an application in any standing, within one transaction."""

    def __init__(self, page: Writing, practice: Practice, made: int = 0) -> None:
        """Take how many enterprises there are already: each has a number of its own."""
        self.page = page
        self.practice = practice
        self._made = made

    async def at(self, standing: Standing, **more: Any) -> Application:
        """A new entry in this standing."""
        self._made += 1
        certificate = f"{self._made:032x}"
        bring(self.page, id=certificate)
        await self.page.flush()
        wanted = profile(certificate, self._made, **more)
        found = await apply.begin(self.page, APPLICANT, self.practice, Kind.ENTRY, wanted)
        for act in WAYS[standing]:
            await self.do(act, found.id)
        after = await applications.find(self.page, found.id)
        assert after is not None
        return after

    async def do(self, act: Act, id: str) -> object:
        """Do an act to an application, by whoever does such."""
        return await DOINGS[act](self, id)


async def _answered(way: Way, id: str, passed: bool) -> object:
    # A filing that was answered, or none at all, is what a wrong standing looks like from there.
    sent = await filings.list_(way.page, id)
    number = sent[-1].id if sent else "none"
    return await filing.answer(way.page, ADMIN, way.practice, number, passed, "资料不符" if not passed else "")


DOINGS: dict[Act, Callable[[Way, str], Any]] = {
    Act.SAVE: lambda way, id: apply.save(way.page, APPLICANT, way.practice, id, wish=Wish(purpose="x")),
    Act.SUBMIT: lambda way, id: apply.submit(way.page, APPLICANT, way.practice, id),
    Act.WITHDRAW: lambda way, id: apply.withdraw(way.page, APPLICANT, id),
    Act.DISCARD: lambda way, id: apply.discard(way.page, APPLICANT, id),
    Act.TAKE: lambda way, id: review.take(way.page, REVIEWER, id),
    Act.RETURN: lambda way, id: review.give_back(way.page, REVIEWER, id, [Remark("/name", "与执照不符")]),
    Act.REJECT: lambda way, id: review.reject(way.page, REVIEWER, id, "不属于本园区"),
    Act.APPROVE: lambda way, id: review.approve(way.page, REVIEWER, way.practice, id),
    Act.FILE: lambda way, id: filing.send_again(way.page, ADMIN, id),
    Act.PASS: lambda way, id: _answered(way, id, True),
    Act.FAIL: lambda way, id: _answered(way, id, False),
}
"""How each act on an application is done."""

_IN = (Act.SUBMIT, Act.TAKE)
WAYS: dict[Standing, tuple[Act, ...]] = {
    Standing.DRAFT: (),
    Standing.SUBMITTED: (Act.SUBMIT,),
    Standing.IN_REVIEW: _IN,
    Standing.RETURNED: (*_IN, Act.RETURN),
    Standing.REJECTED: (*_IN, Act.REJECT),
    Standing.FILING: (*_IN, Act.APPROVE),
    Standing.FILING_FAILED: (*_IN, Act.APPROVE, Act.FAIL),
    Standing.ACTIVE: (*_IN, Act.APPROVE, Act.PASS),
    Standing.CLOSED: (Act.SUBMIT, Act.WITHDRAW, Act.DISCARD),
}
"""By which acts an application comes to stand so, where filing is required."""


async def entered(page: Writing, practice: Practice, number: int = 1, **more: Any) -> str:
    """An enterprise in force, by an application; its id."""
    certificate = f"{number:032x}"
    bring(page, id=certificate)
    await page.flush()
    begun = await apply.begin(page, APPLICANT, practice, Kind.ENTRY, profile(certificate, number, **more))
    await apply.submit(page, APPLICANT, practice, begun.id)
    await review.take(page, REVIEWER, begun.id)
    await review.approve(page, REVIEWER, practice, begun.id)
    found = await enterprises.find_by_id(page, begun.enterprise)
    assert found is not None
    assert found.standing is Standing.ACTIVE
    return begun.enterprise
