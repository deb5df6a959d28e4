"""Link types: what a link says its target is, as terms of the GS1 Web Vocabulary or addresses of other vocabularies.

A GS1 term is written `gs1:pip` or as an address in any of the three namespaces under which GS1 has published its
vocabulary (Resolver 1.2.1 §2.14); all are the same link type, and the one address that stands for it is
`https://ref.gs1.org/voc/pip`. Terms are told apart by their case, as everything in RDF is.
"""

import re
from collections.abc import Mapping

from schemas.errors import Malformed
from schemas.identifiers.scheme import Words

NAMESPACE = "https://ref.gs1.org/voc/"
PREFIX = "gs1:"
DEFAULT = f"{NAMESPACE}defaultLink"
DEFAULT_MULTI = f"{NAMESPACE}defaultLinkMulti"
HANDLED_BY = f"{NAMESPACE}handledBy"

LINKSET_WORDS = frozenset({"linkset", "all"})
"""In place of a link type: the whole linkset is asked for; `all` is what it was called before 1.2."""

_GS1 = re.compile(r"(?:gs1:|https?://(?:ref\.|www\.)?gs1\.org/voc/)([^/]*)", re.IGNORECASE)
_TERM = re.compile(r"[a-z][A-Za-z0-9]{0,63}")
# The form in which a linkset may have a link type as a key: the pattern of GS1's linkset schema, without the signs
# that it lets through by the slip of the pen A-z.
_ADDRESS = re.compile(r"https?://[A-Za-z0-9./]{1,200}")

_TERMS = """
activityIdeas|活动创意|Ideas for activities
allergenInfo|过敏原信息|Allergen information
appDownload|应用下载|App download
backgroundInfo|背景信息|Background information
brandHomepageClinical|品牌主页（医务人员）|Brand homepage for clinicians
brandHomepagePatient|品牌主页（患者）|Brand homepage for patients
careersInfo|招聘信息|Careers
certificationInfo|认证信息|Certification
consumerHandlingStorageInfo|使用与储存|Handling and storage
defaultLink|默认链接|Default link
defaultLinkMulti|默认链接（多种）|Default link, in variants
dpp|数字产品护照|Digital product passport
eifu|电子使用说明|Electronic instructions for use
epcis|EPCIS 事件|EPCIS repository
epil|电子说明书（患者）|Electronic patient leaflet
eventsInfo|活动信息|Events
faqs|常见问题|Frequently asked questions
handledBy|解析处理方|Handled by
hasRetailers|购买渠道|Where to buy
homepage|主页|Homepage
ingredientsInfo|成分信息|Ingredients
instructions|使用说明|Instructions
jws|签名数据|Signed data
leaveReview|撰写评价|Leave a review
locationInfo|位置信息|Location information
logisticsInfo|物流信息|Logistics information
loyaltyProgram|会员计划|Loyalty programme
masterData|主数据|Master data
menuInfo|菜单|Menu
nutritionalInfo|营养信息|Nutrition
openingHoursInfo|营业时间|Opening hours
paymentLink|支付|Payment
pip|产品信息页|Product information
productSustainabilityInfo|产品可持续性|Product sustainability
promotion|促销|Promotion
purchaseSuppliesOrAccessories|耗材与配件|Supplies and accessories
quickStartGuide|快速入门|Quick start guide
recallStatus|召回状态|Recall status
recipeInfo|食谱|Recipes
registerProduct|产品注册|Register the product
registryEntry|登记条目|Registry entry
relatedImage|图片|Image
relatedVideo|视频|Video
reportFound|拾获上报|Report as found
review|评价|Reviews
safetyInfo|安全信息|Safety information
scheduleTime|预约|Make an appointment
serviceInfo|维修与服务|Service information
smartLabel|智能标签|Smart label
smpc|药品特性摘要|Summary of product characteristics
socialMedia|社交媒体|Social media
statisticInfo|统计信息|Statistics
subscribe|订阅|Subscribe
support|技术支持|Support
sustainabilityInfo|可持续性与回收|Sustainability and recycling
traceability|追溯信息|Traceability
tutorial|教程|Tutorial
userAgreement|用户协议|User agreement
verificationService|验证服务|Verification
whatsInTheBox|包装清单|What is in the box
"""

TERMS: Mapping[str, Words] = {
    name: Words(zh, en) for name, zh, en in (line.split("|") for line in _TERMS.split("\n") if line)
}
"""The terms that the vocabulary had in August 2026, and what people call them."""

_IN_LOWER_CASE = {name.lower(): name for name in TERMS}


def link_type(text: str) -> str:
    """The address that stands for a link type, however it is written: for asking, where no term is too new.

    >>> link_type("gs1:pip"), link_type("http://www.gs1.org/voc/pip")
    ('https://ref.gs1.org/voc/pip', 'https://ref.gs1.org/voc/pip')
    >>> link_type("https://a.example/voc/x")
    'https://a.example/voc/x'
    """
    found = _GS1.fullmatch(text)
    return NAMESPACE + found[1] if found else text


def read_link_type(text: str) -> str:
    """The address that stands for a link type; for registering, where a slip of the pen would hide the link for ever.

    A term that the vocabulary does not have yet is taken; one that is nearly a known one is refused.

    Raises:
        Malformed: neither a GS1 term nor an address of letters, digits, dots and slashes; or a term that differs from
            a known one by a letter or by case; or a word that asks for the linkset.
    """
    found = _GS1.fullmatch(text)
    if found is None:
        if not _ADDRESS.fullmatch(text):
            raise Malformed(
                f"linkType is {text[:80]!r}, expected gs1: and a term, as in gs1:pip, or the address of another "
                "vocabulary's term in letters, digits, dots and slashes"
            )
        return text
    term = found[1]
    if term in TERMS:
        return NAMESPACE + term
    if (meant := _nearly(term)) is not None:
        raise Malformed(f"linkType is {text[:80]!r}, expected {PREFIX}{meant}")
    if not _TERM.fullmatch(term):
        raise Malformed(f"term of the linkType is {term[:80]!r}, expected letters and digits, the first one small")
    return NAMESPACE + term


def compact(address: str) -> str:
    """The shortest spelling of a link type: `gs1:pip`, or the address of one that is not GS1's."""
    return PREFIX + address.removeprefix(NAMESPACE) if address.startswith(NAMESPACE) else address


def words_of(address: str) -> Words:
    """What people call a link type; one without a name is called by its last part.

    >>> words_of("https://ref.gs1.org/voc/pip").en, words_of("https://a.example/voc/spareParts").zh
    ('Product information', 'spareParts')
    """
    if named := TERMS.get(address.removeprefix(NAMESPACE)):
        return named
    last = address.rstrip("/").rpartition("/")[2]
    return Words(last, last)


def _nearly(term: str) -> str | None:
    """The known term that is meant by one that nobody knows: another case, or one letter too many, too few or wrong."""
    if (same := _IN_LOWER_CASE.get(term.lower())) is not None:
        return same
    # Of short words many are one letter apart and mean different things.
    if len(term) < 5:
        return None
    return next((known for known in TERMS if len(known) > 4 and _one_apart(term.lower(), known.lower())), None)


def _one_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    ahead = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if ahead is None:
        return True
    return one[ahead + (len(one) >= len(other)) :] == other[ahead + (len(other) >= len(one)) :]
