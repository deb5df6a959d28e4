"""The second factor: one-time passwords by time (TOTP, RFC 6238), made by an app on the person's telephone.

The secret is kept sealed under a key of the data folder. A password is taken once: the time step of the last one is
kept, and neither it nor an older one opens anything again (RFC 6238 §5.2).
"""

import secrets

import pyotp
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from registry.credentials import Pepper

STEP_SECONDS = 30
_DIGITS = 6
# Clocks of telephones differ: one step before and one after are taken (RFC 6238 §5.2).
_STEPS_AROUND = 1
_NONCE_SIZE = 12


def new_secret() -> str:
    """A secret for an app, in base32."""
    return pyotp.random_base32()


def address_of(secret: str, login: str, node: str) -> str:
    """The address that an app reads from a QR code: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=node)


def sealed(pepper: Pepper, account: str, secret: str) -> bytes:
    """A secret as it is kept: only this node opens it, and only for this account."""
    nonce = secrets.token_bytes(_NONCE_SIZE)
    return nonce + _cipher(pepper).encrypt(nonce, secret.encode(), account.encode())


def opened(pepper: Pepper, account: str, octets: bytes) -> str | None:
    """A secret out of what `sealed` made; None if another node or for another account did."""
    try:
        return _cipher(pepper).decrypt(octets[:_NONCE_SIZE], octets[_NONCE_SIZE:], account.encode()).decode()
    except InvalidTag:
        return None


def step_of(secret: str, code: str, after: int, now: int) -> int | None:
    """The time step that a one-time password belongs to; None for a wrong one, and for one not newer than `after`."""
    typed = code.replace(" ", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) == _DIGITS):
        return None
    made = pyotp.HOTP(secret, digits=_DIGITS)
    current = now // STEP_SECONDS
    fitting = None
    for step in range(current - _STEPS_AROUND, current + _STEPS_AROUND + 1):
        # Each is compared, so that the time says nothing about which of them it was.
        if secrets.compare_digest(made.at(step), typed) and step > after:
            fitting = step
    return fitting


def _cipher(pepper: Pepper) -> AESGCM:
    return AESGCM(pepper.key_for("second factors"))
