"""Particulars: the members of an enterprise's profile as a form asks for them: in groups, with their names and help.

The words are those of the official forms (china-node.md §4.1). What a form says becomes a profile again in
`registry/console/typed.py`.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from schemas.identifiers.scheme import Words
from schemas.profile import FULL, OF_THE_PARK
from schemas.profile_checks import REQUIRED

Options = Sequence[tuple[str, Words]]


class Member(msgspec.Struct, frozen=True):
    """One member of the profile as a form asks for it."""

    name: str
    """Dotted, as `schemas.profile.members_of` has it."""
    words: Words
    kind: Literal["text", "story", "day", "choice", "ticks", "tick", "paper", "code", "park", "year"] = "text"
    hint: Words | None = None
    options: Options = ()
    table: str = ""
    """Of a code: the address of its table, level by level."""

    @property
    def required(self) -> bool:
        """Whether nothing is submitted without it."""
        return self.name in REQUIRED

    @property
    def full(self) -> bool:
        """Whether only a full change, with a new review, may change it."""
        return self.name.partition(".")[0] in FULL

    @property
    def of_the_park(self) -> bool:
        """Whether it is the park's to say, and an enterprise only applies for it."""
        return self.name in OF_THE_PARK


class Group(msgspec.Struct, frozen=True):
    """What belongs together on the form."""

    id: str
    words: Words
    lead: Words | None
    members: tuple[Member, ...]


_NATURES = (
    ("government", Words("政府机关", "Government")),
    ("institution", Words("事业单位", "Public institution")),
    ("social-group", Words("社会团体", "Social group")),
    ("commercial", Words("企业", "Company")),
    ("other", Words("其他", "Other")),
)
_PAPERS = (
    ("uscc", Words("统一社会信用代码", "Unified social credit code")),
    ("other", Words("其他证件", "Another paper")),
)
_PERSONAL_IDS = (
    ("resident-id", Words("居民身份证", "Resident identity card")),
    ("hk-macao-pass", Words("港澳通行证", "Hong Kong and Macao pass")),
    ("taiwan-pass", Words("台湾通行证", "Taiwan pass")),
    ("foreign-permanent-residence", Words("外国人永久居留证", "Foreigner's permanent residence card")),
    ("hk-macao-taiwan-residence", Words("港澳台居住证", "Residence permit, HK, Macao, Taiwan")),
    ("passport", Words("护照", "Passport")),
)
_SCALES = (
    ("large", Words("大型", "Large")),
    ("medium", Words("中型", "Medium")),
    ("small", Words("小型", "Small")),
    ("micro", Words("微型", "Micro")),
)
_CATEGORIES = (
    ("network", Words("网络", "Network")),
    ("identifier", Words("标识", "Identifiers")),
    ("platform", Words("平台", "Platform")),
    ("app", Words("工业 App", "Industrial apps")),
    ("bigdata", Words("大数据", "Big data")),
    ("security", Words("安全", "Security")),
)
_SCENARIOS = (
    ("production", Words("生产", "Production")),
    ("processing", Words("加工", "Processing")),
    ("inspection", Words("检验检测", "Inspection")),
    ("logistics", Words("物流", "Logistics")),
    ("energy", Words("能耗计量", "Energy metering")),
)
_PICTURE = Words("PNG、JPEG、BMP 图片或 PDF", "A PNG, JPEG or BMP picture, or a PDF")

GROUPS: Sequence[Group] = (
    Group(
        "unit",
        Words("单位信息", "The unit"),
        None,
        (
            Member("name", Words("单位名称", "Name"), hint=Words("与营业执照一致", "As the licence has it")),
            Member("name_en", Words("英文名称", "Name in English")),
            Member("nature", Words("单位性质", "Nature"), "choice", options=_NATURES),
            Member("founded_on", Words("成立日期", "Founded on"), "day"),
            Member("registrar", Words("注册机关", "Registered with")),
            Member(
                "capital", Words("注册资本（万元）", "Capital, 10,000 CNY"), hint=Words("例如 1200.5", "As in 1200.5")
            ),
            Member(
                "website", Words("官网", "Website"), hint=Words("例如 https://example.cn", "As in https://example.cn")
            ),
            Member("description", Words("单位简介", "What it does"), "story"),
        ),
    ),
    Group(
        "paper",
        Words("证件", "Its paper"),
        None,
        (
            Member("id_type", Words("证件类型", "Kind"), "choice", options=_PAPERS),
            Member("uscc", Words("证件号", "Number"), hint=Words("18 位统一社会信用代码", "18 characters of the code")),
            Member("certificate", Words("证件照片", "Picture of it"), "paper", _PICTURE),
            Member(
                "valid_until",
                Words("证件有效期至", "Valid until"),
                "day",
                Words("长期有效则留空", "Empty: without end"),
            ),
        ),
    ),
    Group(
        "place",
        Words("行业与地址", "Industry and address"),
        None,
        (
            Member(
                "industry",
                Words("行业（GB/T 4754）", "Industry (GB/T 4754)"),
                "code",
                Words("例如 C3982，建议选到小类", "As in C3982; a class says most"),
                table="/api/v1/industries",
            ),
            Member(
                "division",
                Words("省市区（GB/T 2260）", "Division (GB/T 2260)"),
                "code",
                Words("例如 360121", "As in 360121"),
                table="/api/v1/divisions",
            ),
            Member("address", Words("详细地址", "Address")),
            Member("address_en", Words("英文地址", "Address in English")),
        ),
    ),
    Group(
        "legal-person",
        Words("法定代表人", "Legal person"),
        Words("个人信息加密保存，显示时脱敏。", "Personal data is kept sealed and shown masked."),
        (
            Member("legal_person.name", Words("姓名", "Name")),
            Member("legal_person.id_type", Words("证件类型", "Kind of paper"), "choice", options=_PERSONAL_IDS),
            Member("legal_person.id_number", Words("证件号", "Number of the paper")),
            Member("legal_person.phone", Words("电话", "Telephone")),
            Member("legal_person.email", Words("邮箱", "E-mail")),
            Member("legal_person.fax", Words("传真", "Fax")),
            Member("legal_person.id_front", Words("证件正面", "Front of the paper"), "paper", _PICTURE),
            Member("legal_person.id_back", Words("证件反面", "Back of the paper"), "paper", _PICTURE),
        ),
    ),
    Group(
        "contact",
        Words("联系人", "Contact"),
        Words("审核中有疑问时与其联系。", "Who is asked when something is unclear."),
        (
            Member("contact.name", Words("姓名", "Name")),
            Member("contact.phone", Words("电话", "Telephone")),
            Member("contact.email", Words("邮箱", "E-mail")),
        ),
    ),
    Group(
        "park",
        Words("园区与统计", "Park and statistics"),
        Words("由园区核定，用于年度评价。", "The park confirms it; the yearly evaluation counts by it."),
        (
            Member("park", Words("所属园区", "Park"), "park"),
            Member("scale", Words("企业规模", "Scale"), "choice", options=_SCALES),
            Member("joined_on", Words("入园日期", "First day in the park"), "day"),
            Member("left_on", Words("离园日期", "Last day in the park"), "day"),
            Member("above_scale", Words("规模以上企业", "Above the designated size"), "tick"),
            Member("above_scale_year", Words("规上起始年度", "Since the year"), "year"),
            Member("categories", Words("企业类别", "Counts for"), "ticks", options=_CATEGORIES),
        ),
    ),
    Group(
        "use",
        Words("标识应用", "Use of identifiers"),
        None,
        (Member("scenarios", Words("应用环节", "Used in"), "ticks", options=_SCENARIOS),),
    ),
)
"""The form, from top to bottom."""

MEMBERS: Mapping[str, Member] = {member.name: member for group in GROUPS for member in group.members}
"""By dotted name."""


def partial_groups() -> list[Group]:
    """The form without what only a full change may do and what the park says: an enterprise changes it by itself."""
    kept = [
        msgspec.structs.replace(
            group, members=tuple(each for each in group.members if not (each.full or each.of_the_park))
        )
        for group in GROUPS
    ]
    return [group for group in kept if group.members]


def _called(group: Group, member: Member) -> Words:
    if "." not in member.name:
        return member.words
    return Words(
        f"{group.words.zh}{member.words.zh}", f"{group.words.en}: {member.words.en[:1].lower()}{member.words.en[1:]}"
    )


WORDS_OF: Mapping[str, Words] = {member.name: _called(group, member) for group in GROUPS for member in group.members}
"""What each member of a profile is called where it stands outside its group: a name says whose it is."""
OPTIONS_OF: Mapping[str, Mapping[str, Words]] = {
    member.name: dict(member.options) for group in GROUPS for member in group.members if member.options
}
"""What the choices of those that have some are called."""
