"""An identity provider (OpenID Connect) for tests: real sockets, real signatures, and wrongs that are to be noticed."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlencode

import msgspec
from aiohttp import web
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "idnode", "a secret: with / signs"
WRONGS = (
    "nonce",
    "no nonce",
    "audience",
    "audiences without azp",
    "azp",
    "issuer",
    "none",
    "shared secret",
    "expired",
    "not yet",
    "no expiry",
    "swapped key",
    "cut",
    "no subject",
    "no token",
    "no JSON",
    "another provider",
)
"""What it does wrong when it is told to."""


class IdentityProvider:
    """One provider, which lets in whoever comes as `person`."""

    def __init__(self, clock: Any) -> None:
        self.issuer = ""
        self.person = "person-1"
        self.wrong = ""
        self.refuses = False
        self.asked: list[str] = []
        """The paths that it was asked for."""
        self._clock = clock
        self._codes: dict[str, dict[str, str]] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self._published = self.key

    def turn_keys(self) -> None:
        """Sign with another key from now on, under another name, and publish that one."""
        self.key = self._published = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})

    def app(self) -> web.Application:
        """Its server."""
        app = web.Application(middlewares=[self._noted])
        app.router.add_get("/.well-known/openid-configuration", self._described)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        return app

    @web.middleware
    async def _noted(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path)
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _described(self, _: web.Request) -> web.Response:
        return _json(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "authorization_response_iss_parameter_supported": True,
            }
        )

    async def _keys(self, _: web.Request) -> web.Response:
        return _json(KeySet([self._published]).as_dict(private=False))

    async def _authorize(self, request: web.Request) -> web.Response:
        given = dict(request.query)
        assert (given["response_type"], given["client_id"], given["scope"]) == ("code", CLIENT, "openid")
        assert given["code_challenge_method"] == "S256"
        back = {"state": given["state"], "iss": self.issuer}
        if self.wrong == "another provider":
            back["iss"] = "https://other.example"
        if self.refuses:
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            self._codes[back["code"]] = given
        return web.Response(status=302, headers={"Location": f"{given['redirect_uri']}?{urlencode(back)}"})

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        basic = request.headers["Authorization"].removeprefix("Basic ")
        id, _, secret = base64.b64decode(basic).decode().partition(":")
        given = self._codes.pop(str(form["code"]), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        if (
            given is None
            or (unquote(id), unquote(secret)) != (CLIENT, SECRET)
            or given["redirect_uri"] != form["redirect_uri"]
            or given["code_challenge"] != challenge.rstrip(b"=").decode()
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        if self.wrong == "no JSON":
            return web.Response(text="<html>")
        if self.wrong == "no token":
            return _json({"access_token": "x"})
        return _json({"access_token": "x", "token_type": "Bearer", "id_token": self._signed(given["nonce"])})

    def _signed(self, nonce: str) -> str:
        now = int(self._clock())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": self.person,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
        }
        header, key = {"alg": "RS256", "kid": self.key.kid}, self.key
        match self.wrong:
            case "nonce":
                claims["nonce"] = "another"
            case "no nonce":
                del claims["nonce"]
            case "audience":
                claims["aud"] = "somebody-else"
            case "audiences without azp":
                claims["aud"] = [CLIENT, "somebody-else"]
            case "azp":
                claims |= {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"}
            case "issuer":
                claims["iss"] = "https://other.example"
            case "expired":
                claims |= {"exp": now - 120, "iat": now - 600}
            case "not yet":
                claims |= {"iat": now + 600}
            case "no expiry":
                del claims["exp"]
            case "no subject":
                del claims["sub"]
            case "swapped key":
                key = RSAKey.generate_key(2048, {"kid": str(self.key.kid)})
            case "none":
                return f"{_part({'alg': 'none'})}.{_part(claims)}."
            case "shared secret":
                # The public key taken for a shared secret, as libraries did that believe what a token says of itself.
                signed = f"{_part({'alg': 'HS256', 'kid': self.key.kid})}.{_part(claims)}"
                mark = hmac.digest(self.key.as_pem(private=False), signed.encode(), hashlib.sha256)
                return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"
        token = jwt.encode(header, claims, key)
        return token[:-8] if self.wrong == "cut" else token


@asynccontextmanager
async def identity_provider(clock: Any) -> AsyncIterator[IdentityProvider]:
    """A provider on a port of its own."""
    provider = IdentityProvider(clock)
    runner = web.AppRunner(provider.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    provider.issuer = f"http://127.0.0.1:{site.port}"
    try:
        yield provider
    finally:
        await runner.cleanup()


def _json(document: Any) -> web.Response:
    return web.Response(body=msgspec.json.encode(document), content_type="application/json")


def _part(document: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(document)).rstrip(b"=").decode()
