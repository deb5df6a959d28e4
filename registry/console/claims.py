"""`/console/claims`: which identifiers of other schemes an enterprise says are its own, for the park to approve."""

from aiohttp import web

from registry.claim import propose
from registry.console.enterprise import own_of
from registry.console.frame import FRAME, Fault, fault_of, seen
from registry.console.guard import Form, Pages, form_of, present
from registry.store import claims, enterprises
from registry.store.page import Writing
from registry.web.context import CONTEXT
from registry.web.problems import kind_of
from schemas.claim import Stem
from schemas.errors import NodeError
from schemas.identifiers.scheme import Words

PATH = "/console/claims"
SCHEMES = (
    ("gs1", Words("GS1 厂商识别码", "GS1 company prefix"), "95060001"),
    ("oid", Words("OID 分支", "OID arc"), "1.2.156.3001"),
    ("ecode", Words("Ecode 版本与 NSI", "Ecode version and NSI"), "10064"),
    ("ma", Words("MA 单位编号", "MA organisation"), "MA.156.1001.10"),
    ("vaa", Words("VAA 编号", "VAA code"), "VAA12345678901234"),
    ("iso15459", Words("ISO/IEC 15459 发行机构与企业", "ISO/IEC 15459 issuer and company"), "UN123456789"),
    ("did", Words("DID 开头", "Beginning of DIDs"), "did:web:example.cn"),
)
"""What can be claimed, with an example of each."""


async def get(request: web.Request) -> web.StreamResponse:
    """The claims."""
    return await _page(request, Form({}))


async def post(request: web.Request) -> web.StreamResponse:
    """Claim another stem."""
    form = await form_of(request)
    context, who = request.app[CONTEXT], present(request).principal
    own = own_of(who)
    try:
        stem = Stem.parse(form.text("scheme"), form.text("stem"))

        async def act(page: Writing) -> None:
            owner = await enterprises.find_by_id(page, own)
            assert owner is not None, "an account acts for an enterprise that there is"
            await propose(page, who, owner, stem, form.text("evidence"), form.text("handler").strip())

        await context.group.do(act)
    except NodeError as error:
        return await _page(request, form, _placed(fault_of(error)), kind_of(error).status)
    return seen(PATH, "proposed")


async def _page(request: web.Request, form: Form, fault: Fault | None = None, status: int = 200) -> web.StreamResponse:
    own = own_of(present(request).principal)
    async with request.app[CONTEXT].book.reading() as page:
        mine = list(reversed(await claims.list_(page, own)))
    return request.app[FRAME].page(
        request,
        "claims.html",
        status=status,
        fault=fault,
        form=form,
        claims=mine,
        schemes=SCHEMES,
        scheme_names={name: words for name, words, _ in SCHEMES},
        done=request.query.get("done", ""),
    )


def _placed(fault: Fault) -> Fault:
    """A refusal without a place is about the stem."""
    return fault if fault.field else Fault(fault.sentence, fault.title, "stem")


PAGES: Pages = {PATH: {"GET": get, "POST": post}}
