"""Apply: begin an application, save it as often as one likes, submit it, take it back, discard it.

Whoever applies needs no enterprise yet: the first application makes one, which is a draft as long as that is one.
"""

import uuid

import msgspec

from registry.applying import dossier
from registry.applying.consult import Outdated, application_of, is_applicant
from registry.authority import Verb, allows_for, allows_some
from registry.grant import require_home_of
from registry.practice import Practice
from registry.store import applications, documents, enterprises, keys
from registry.store.page import Writing
from schemas import life
from schemas.application import Application, Hand, Kind, Wish
from schemas.complaint import Complaint, Incomplete
from schemas.enterprise import Enterprise
from schemas.errors import Absent, Conflict, Forbidden, Malformed
from schemas.life import GOING, OPEN, Act, Standing
from schemas.prefix import Prefix
from schemas.principal import Principal, Role
from schemas.profile import Profile, documents_of, needs_review
from schemas.profile_checks import complaints

MOST_OPEN = 20
"""Applications of one enterprise that nothing has become of yet, and drafts of one applicant."""
_NAMELESS = "（未命名）"


async def begin(
    page: Writing,
    who: Principal,
    practice: Practice,
    kind: Kind,
    profile: Profile | None = None,
    wish: Wish | None = None,
    enterprise: str | None = None,
) -> Application:
    """Begin an application; as an entry by whoever has no enterprise yet, it makes one.

    Without a profile, that of a change is what is in force now.

    Raises, in this order:
        Malformed: a prefix is applied for without saying which, or with a profile.
        Absent: there is no such enterprise, as far as the caller may know.
        Forbidden: the caller may not apply, or not for this one.
        Conflict: the enterprise does not stand so that this can be applied for, or an application is open already.
    """
    if (kind is Kind.PREFIX) != (profile is None and wish is not None) and kind is Kind.PREFIX:
        raise Malformed("a prefix is applied for by a wish and without a profile")
    number = enterprise or who.enterprise
    known = None if number is None else await enterprises.find_by_id(page, number)
    if number is not None and known is None:
        raise Absent(f"there is no enterprise {number[:80]!r}")
    _require_applicant(who, kind, number)
    if known is None:
        await _require_few_drafts(page, who)
    else:
        await _require_can_begin(page, known, kind)
    if profile is None and known is not None and kind is not Kind.ENTRY:
        profile = await dossier.of_enterprise(page, practice.seals, known)
    profile = profile or Profile()
    standing = Standing.DRAFT
    id = uuid.uuid4().hex
    if known is None:
        known = Enterprise(id=uuid.uuid4().hex, name=profile.name or _NAMELESS, uscc="", standing=standing)
        await enterprises.enter(page, known)
        if who.role is Role.ENTERPRISE_ADMIN and who.key is not None:
            keys.bind(page, who.key, known.id)
    elif kind is Kind.ENTRY:
        await _let_enterprise_stand(page, known, standing, profile)
    elif kind is Kind.CHANGE:
        await _let_enterprise_stand(page, known, life.after(known.standing, Act.CHANGE, known.name))
    application = Application(
        id=id,
        kind=kind,
        enterprise=known.id,
        standing=standing,
        uscc=profile.uscc,
        title=profile.name or known.name,
        wish=wish,
        hands=(Hand.of(who),),
        created_at=page.now,
        changed_at=page.now,
    )
    await applications.enter(page, application)
    await dossier.keep_of_application(page, practice.seals, id, profile)
    page.note(who, f"apply {kind.value}", id, enterprise=known.id, standing=[None, standing.value])
    return application


async def save(
    page: Writing,
    who: Principal,
    practice: Practice,
    id: str,
    profile: Profile | None = None,
    wish: Wish | None = None,
    if_version: int | None = None,
) -> Application:
    """Put a profile, a wish, or both, in the place of what was saved before, complete or not.

    Raises, in this order:
        Absent: there is no such application, as far as the caller may know.
        Forbidden: the caller may not work on it.
        Conflict: it cannot be worked on now, or is not at version `if_version` any more.
    """
    before = await _workable(page, who, id, Act.SAVE, if_version)
    becomes = profile if profile is not None else await dossier.of_application(page, practice.seals, id)
    after = msgspec.structs.replace(
        before,
        uscc=becomes.uscc,
        title=becomes.name or before.title,
        wish=wish if wish is not None else before.wish,
        hands=_with(before.hands, who),
        version=before.version + 1,
        changed_at=page.now,
    )
    await applications.replace(page, after)
    if profile is not None and before.kind is not Kind.PREFIX:
        await dossier.keep_of_application(page, practice.seals, id, profile)
        await _entitle(page, after, profile)
    page.note(who, "save application", id, enterprise=before.enterprise)
    return after


async def submit(
    page: Writing, who: Principal, practice: Practice, id: str, if_version: int | None = None
) -> Application:
    """Hand an application in: from now on it is what was submitted that is looked at.

    Raises, in this order:
        Absent, Forbidden, Conflict: as `save`.
        Incomplete: something is missing or wrong; all of it is told.
    """
    before = await _workable(page, who, id, Act.SUBMIT, if_version)
    known = await enterprises.find_by_id(page, before.enterprise)
    assert known is not None
    profile = await dossier.of_application(page, practice.seals, id)
    base = None if before.kind is Kind.ENTRY else await dossier.of_enterprise(page, practice.seals, known)
    if found := await faults(page, before, known, profile, base):
        raise Incomplete("the application", found)
    number = before.submission + 1
    wish = "" if before.wish is None else msgspec.json.encode(before.wish).decode()
    digest = await dossier.digest_of(page, profile, wish)
    kept = dossier.submission_of(practice, id, number, profile, wish, base, digest)
    after = msgspec.structs.replace(
        before,
        standing=life.after(before.standing, Act.SUBMIT, "the application"),
        hands=_with(before.hands, who),
        submission=number,
        remarks=(),
        version=before.version + 1,
        changed_at=page.now,
        submitted_at=page.now,
    )
    await applications.submit(page, msgspec.structs.replace(kept, submitted_at=page.now, submitted_by=who.name))
    await applications.replace(page, after)
    documents.give(page, documents_of(profile), before.enterprise)
    await follow(page, after)
    _note(page, who, "submit application", before, after, submission=number, digest=digest)
    return after


async def withdraw(page: Writing, who: Principal, id: str, if_version: int | None = None) -> Application:
    """Take an application back that nobody has looked at yet; it is a draft again.

    Raises, in this order:
        Absent, Forbidden, Conflict: as `save`.
    """
    return await _move(page, who, id, Act.WITHDRAW, "withdraw application", if_version)


async def discard(page: Writing, who: Principal, id: str, if_version: int | None = None) -> Application:
    """Give an application up, for good. An enterprise that was never entered goes with it.

    Raises, in this order:
        Absent, Forbidden, Conflict: as `save`.
    """
    return await _move(page, who, id, Act.DISCARD, "discard application", if_version)


async def faults(
    page: Writing, application: Application, known: Enterprise, profile: Profile, base: Profile | None
) -> list[Complaint]:
    """Everything that keeps an application from being submitted, or from being in force."""
    found: list[Complaint] = []
    if application.kind is not Kind.PREFIX:
        owners = [hand.name for hand in application.hands]
        found += complaints(profile)
        found += await dossier.document_complaints(page, profile, application.enterprise, owners)
        other = await enterprises.find(page, profile.uscc) if profile.uscc else None
        if other is not None and other.id != application.enterprise:
            found.append(Complaint("/uscc", "taken", "该统一社会信用代码已登记", f"{profile.uscc} is entered already"))
        if profile.park and await enterprises.find_park(page, profile.park) is None:
            found.append(Complaint("/park", "unknown", "没有此园区", f"there is no park {profile.park[:40]!r}"))
    if application.kind is Kind.CHANGE and base is not None and not needs_review(base, profile):
        text = "full change changes nothing that needs a review: change the rest directly"
        found.append(Complaint("", "nothing", "没有需要重新审核的变更，其余内容可直接修改", text))
    if application.kind is Kind.CHANGE and known.standing is Standing.CLOSED:
        text = f"{known.name} is closed and stays as it was"
        found.append(Complaint("", "contradiction", "该企业已注销，不能变更", text))
    if application.kind is Kind.PREFIX and known.standing not in GOING:
        text = f"{known.name} is {known.standing.value} and gets no prefix"
        found.append(Complaint("", "contradiction", "该企业当前状态不能申请前缀", text))
    return found + _wish_faults(application.wish)


async def follow(page: Writing, application: Application, profile: Profile | None = None) -> None:
    """Let the enterprise stand as its entry does, for as long as it is one."""
    if application.kind is not Kind.ENTRY:
        if application.standing not in OPEN and application.kind is Kind.CHANGE:
            known = await enterprises.find_by_id(page, application.enterprise)
            assert known is not None
            if known.standing is not Standing.CLOSED:  # it ended first, and what was open is cleared away behind it
                await _let_enterprise_stand(page, known, life.after(known.standing, Act.SETTLE, known.name))
        return
    known = await enterprises.find_by_id(page, application.enterprise)
    assert known is not None
    await _let_enterprise_stand(page, known, application.standing, profile)


def _wish_faults(wish: Wish | None) -> list[Complaint]:
    if wish is None:
        return []
    try:
        if wish.prefix:
            Prefix.grantable(wish.prefix)
        require_home_of(Prefix(wish.prefix or "88"), wish.mode, wish.endpoint)
    except Malformed as fault:
        return [Complaint("/wish", "unreadable", "申请的前缀或接入方式不正确", fault.sentence)]
    return []


def _require_applicant(who: Principal, kind: Kind, enterprise: str | None) -> None:
    if enterprise is not None and allows_for(who, Verb.APPLY, enterprise):
        return
    new = allows_some(who, Verb.APPLY) and who.role is Role.ENTERPRISE_ADMIN and who.enterprise is None
    if kind is Kind.ENTRY and enterprise is None and (new or allows_for(who, Verb.APPLY, None)):
        return
    if kind is not Kind.ENTRY and enterprise is None and new:
        raise Forbidden(f"{who.name} acts for no enterprise yet: apply for its entry first")
    raise Forbidden(f"{who.name} may not apply for this enterprise")


async def _require_few_drafts(page: Writing, who: Principal) -> None:
    open_ = [each for each in await applications.list_(page, standing=Standing.DRAFT) if each.hands[0].is_of(who)]
    if len(open_) >= MOST_OPEN:
        raise Conflict(f"{who.name} has {len(open_)} drafts already, which is the most there can be")


async def _require_can_begin(page: Writing, known: Enterprise, kind: Kind) -> None:
    if kind is Kind.ENTRY and known.standing is Standing.REJECTED:
        life.after(known.standing, Act.APPLY, known.name)
    elif kind is Kind.ENTRY and known.standing is not Standing.DRAFT:
        raise Conflict(f"{known.name} is {known.standing.value}: expected an enterprise that is not entered yet")
    elif kind is Kind.CHANGE:
        life.after(known.standing, Act.CHANGE, known.name)
    elif kind is Kind.PREFIX and known.standing not in GOING:
        raise Conflict(f"{known.name} is {known.standing.value} and gets no prefix")
    open_ = [each for each in await applications.list_(page, known.id, kind=kind) if each.standing in OPEN]
    if kind is Kind.PREFIX:
        if len(open_) >= MOST_OPEN:
            many = f"{len(open_)} applications for prefixes"
            raise Conflict(f"{known.name} has {many} open, which is the most there can be")
    elif open_:
        raise Conflict(f"an application of this kind is open already for {known.name}: {open_[0].id}")


async def _workable(page: Writing, who: Principal, id: str, act: Act, if_version: int | None) -> Application:
    found = await application_of(page, who, id)
    if not is_applicant(who, found):
        raise Forbidden(f"{who.name} may not work on this application: it is the applicant's")
    life.after(found.standing, act, "the application")
    require_version(found, if_version)
    return found


def require_version(application: Application, if_version: int | None) -> None:
    """Make sure that an application is as whoever works on it knows it.

    Raises:
        Outdated: it is not.
    """
    if if_version is not None and application.version != if_version:
        raise Outdated(f"the application is at version {application.version}, and this is meant for {if_version}")


async def _move(page: Writing, who: Principal, id: str, act: Act, verb: str, if_version: int | None) -> Application:
    before = await _workable(page, who, id, act, if_version)
    after = msgspec.structs.replace(
        before,
        standing=life.after(before.standing, act, "the application"),
        hands=_with(before.hands, who),
        version=before.version + 1,
        changed_at=page.now,
    )
    await applications.replace(page, after)
    await follow(page, after)
    _note(page, who, verb, before, after)
    return after


async def _entitle(page: Writing, application: Application, profile: Profile) -> None:
    if application.kind is Kind.ENTRY:
        await follow(page, application, profile)


async def _let_enterprise_stand(
    page: Writing, known: Enterprise, standing: Standing, profile: Profile | None = None
) -> None:
    name = known.name if profile is None else profile.name or _NAMELESS
    stands = msgspec.structs.replace(known, standing=standing, name=name, version=known.version + 1)
    await enterprises.replace(page, stands)


def _note(page: Writing, who: Principal, verb: str, before: Application, after: Application, **detail: object) -> None:
    standing = [before.standing.value, after.standing.value]
    page.note(who, verb, before.id, enterprise=before.enterprise, standing=standing, **detail)


def _with(hands: tuple[Hand, ...], who: Principal) -> tuple[Hand, ...]:
    hand = Hand.of(who)
    return hands if hand in hands else (*hands, hand)
