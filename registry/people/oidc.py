"""OIDC: people sign in by an identity provider (authorisation code with PKCE; OpenID Connect Core 1.0, RFC 7636).

A sign-in under way is kept by the browser alone, in a cookie that only this node can have written: `state`, `nonce` and
the code verifier in it belong to this browser and this try. What the provider then says is believed only if its
signature fits a key of the provider's, by an algorithm of ours, and issuer, audience, times and nonce are as they must.
"""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from registry.outbound.fetch import Fetcher
from schemas.errors import Malformed, Unauthenticated

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""By which a provider may sign. No `none`, and nothing with a shared secret: a public key could be taken for one."""
TRY_SECONDS = 600
"""How long somebody may take at the provider."""
LEEWAY_SECONDS = 60
"""How far the provider's clock may be from ours."""
KEPT_SECONDS = 3_600
"""How long what the provider says of itself is taken to stand."""
LEAST_SECONDS = 60
"""How soon its keys may be asked for again because one is not known."""
_LONGEST_SUBJECT = 255

_REFUSED = "the identity provider's answer cannot be trusted"


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """What this node is at the provider."""

    issuer: str
    id: str
    secret: str = ""
    """Empty for a public client: PKCE alone protects the code."""
    redirect: str
    """Where the provider sends people back to."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-in under way, as the browser keeps it."""

    state: str
    nonce: str
    verifier: str
    after: str
    """The page to go to."""
    until: int
    account: str = ""
    """Whose account the person at the provider is to be linked with; empty for signing in."""


class _Metadata(msgspec.Struct, frozen=True):
    """What of the provider's discovery document is used (OpenID Connect Discovery 1.0 §3)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class Provider:
    """One identity provider, as one worker knows it."""

    def __init__(self, client: Client, fetcher: Fetcher, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        """Take this node's client, what asks the provider, and the secret that cookies are signed with."""
        self._client = client
        self._fetcher = fetcher
        self._secret = secret
        self._clock = clock
        self._metadata: tuple[float, _Metadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    @property
    def issuer(self) -> str:
        """Who the provider is."""
        return self._client.issuer

    async def begin(self, after: str, account: str = "") -> tuple[str, str]:
        """Where to send the browser, and what it is to keep meanwhile.

        Raises:
            Busy, Malformed, Forbidden: the provider cannot be asked what it is.
        """
        metadata = await self._described()
        attempt = Attempt(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            after=after,
            until=int(self._clock()) + TRY_SECONDS,
            account=account,
        )
        challenge = base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=")
        asked = {
            "response_type": "code",
            "client_id": self._client.id,
            "redirect_uri": self._client.redirect,
            "scope": "openid",
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        if account:
            # Whoever links is to show who they are, and not who was there before them.
            asked["prompt"] = "login"
        joint = "&" if "?" in metadata.authorization_endpoint else "?"
        return f"{metadata.authorization_endpoint}{joint}{urlencode(asked)}", self._written(attempt)

    def attempt(self, cookie: str, state: str) -> Attempt:
        """The sign-in that a browser has under way.

        Raises:
            Unauthenticated: none that this answer belongs to.
        """
        packed, _, mark = cookie.partition(".")
        if not cookie or not hmac.compare_digest(mark.encode(), self._mark(packed).encode()):
            raise Unauthenticated("no sign-in is under way in this browser: begin again")
        attempt = msgspec.json.decode(base64.urlsafe_b64decode(packed), type=Attempt)
        if attempt.until < self._clock() or not hmac.compare_digest(attempt.state.encode(), state.encode()):
            raise Unauthenticated("this sign-in has taken too long, or belongs to another page: begin again")
        return attempt

    async def finish(self, attempt: Attempt, answer: Mapping[str, str]) -> str:
        """Who the person is that the provider has sent back: the issuer, a space, and the provider's name for them.

        Raises, in this order:
            Unauthenticated: the provider has let nobody in, or another one answers.
            Busy: the provider cannot be reached.
            Unauthenticated: what it says cannot be trusted.
        """
        metadata = await self._described()
        if "error" in answer:
            raise Unauthenticated(f"the identity provider let nobody in: {_word(answer['error'])}")
        # RFC 9207: an answer of another provider is not taken for this one's.
        named = answer.get("iss")
        if (named is None and metadata.authorization_response_iss_parameter_supported) or named not in (
            None,
            metadata.issuer,
        ):
            raise Unauthenticated(f"{_REFUSED}: another provider answered")
        if not (code := answer.get("code", "")):
            raise Unauthenticated(f"{_REFUSED}: there is no code")
        try:
            told = await self._redeemed(metadata, code, attempt.verifier)
            token = told.get("id_token") if isinstance(told, dict) else None
            if not isinstance(token, str):
                raise Unauthenticated(f"{_REFUSED}: there is no ID token")
            return f"{metadata.issuer} {await self._subject(metadata, token, attempt.nonce)}"
        except Malformed:
            raise Unauthenticated(_REFUSED) from None

    async def _redeemed(self, metadata: _Metadata, code: str, verifier: str) -> Any:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect,
            "code_verifier": verifier,
        }
        headers = {}
        if not self._client.secret:
            form["client_id"] = self._client.id
        elif "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            # RFC 6749 §2.3.1: both are form-encoded first.
            pair = f"{quote(self._client.id, safe='')}:{quote(self._client.secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            form |= {"client_id": self._client.id, "client_secret": self._client.secret}
        return await self._fetcher.json(metadata.token_endpoint, form, headers)

    async def _subject(self, metadata: _Metadata, token: str, nonce: str) -> str:
        claims = await self._claims(metadata, token)
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        wrong = ""
        if claims.get("iss") != metadata.issuer:
            wrong = "it names another issuer"
        elif self._client.id not in audiences or claims.get("azp", self._client.id) != self._client.id:
            wrong = "it is for somebody else"
        elif len(audiences) > 1 and "azp" not in claims:
            wrong = "it is for several, and does not say for whom it was made"
        elif not self._is_now(claims):
            wrong = "its time has run out, or has not come"
        elif not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            wrong = "it belongs to another sign-in"
        subject = claims.get("sub")
        if not wrong and not (isinstance(subject, str) and 1 <= len(subject) <= _LONGEST_SUBJECT and subject.isascii()):
            wrong = "it names nobody"
        if wrong:
            raise Unauthenticated(f"{_REFUSED}: {wrong}")
        return str(subject)

    async def _claims(self, metadata: _Metadata, token: str) -> Mapping[str, Any]:
        """What a token says whose signature fits; the keys are asked for again if it is by one that is not known."""
        for again in (False, True):
            keys = await self._provider_keys(metadata, again)
            try:
                return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
            except (JoseError, ValueError, TypeError):
                continue
        raise Unauthenticated(f"{_REFUSED}: its signature does not fit")

    async def _described(self) -> _Metadata:
        if self._metadata is not None and self._metadata[0] + KEPT_SECONDS > self._clock():
            return self._metadata[1]
        told = await self._fetcher.json(f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            metadata = msgspec.convert(told, _Metadata)
        except msgspec.ValidationError as error:
            raise Malformed(f"cannot read what the identity provider says of itself: {error}") from None
        if metadata.issuer != self._client.issuer:
            raise Malformed(
                f"the identity provider calls itself {metadata.issuer[:80]!r}, expected {self._client.issuer!r}"
            )
        self._metadata = (self._clock(), metadata)
        return metadata

    async def _provider_keys(self, metadata: _Metadata, again: bool) -> KeySet:
        if self._keys is not None:
            age = self._clock() - self._keys[0]
            if age < (LEAST_SECONDS if again else KEPT_SECONDS):
                return self._keys[1]
        told = await self._fetcher.json(metadata.jwks_uri)
        try:
            keys = KeySet.import_key_set(told)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            raise Malformed("cannot read the identity provider's keys") from None
        self._keys = (self._clock(), keys)
        return keys

    def _is_now(self, claims: Mapping[str, Any]) -> bool:
        now, expires, issued, begins = self._clock(), claims.get("exp"), claims.get("iat"), claims.get("nbf", 0)
        if not all(isinstance(each, int | float) for each in (expires, issued, begins)):
            return False
        return bool(now - LEEWAY_SECONDS < float(expires or 0) and max(issued, begins) < now + LEEWAY_SECONDS)

    def _written(self, attempt: Attempt) -> str:
        packed = base64.urlsafe_b64encode(msgspec.json.encode(attempt)).decode()
        return f"{packed}.{self._mark(packed)}"

    def _mark(self, packed: str) -> str:
        return hmac.digest(self._secret, packed.encode(), hashlib.sha256).hex()


def _word(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isprintable())[:60]
