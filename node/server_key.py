"""The server's key: with it the node signs what a Handle client asks it to sign. Made once, by `idnode init`."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from node.folder import Folder
from node.tls import write_secret

# Handle clients of the field verify RSA with SHA-256 and nothing newer (handle-http.md §6.3).
KEY_BITS = 2048


def make_server_key(folder: Folder) -> None:
    """Make the key, unless there is one; for the owner's eyes only."""
    if folder.server_key.exists():
        return
    folder.server_key.parent.mkdir(mode=0o700, exist_ok=True)
    key = rsa.generate_private_key(65_537, KEY_BITS)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    write_secret(folder.server_key, secret)


def load_server_key(folder: Folder) -> rsa.RSAPrivateKey | None:
    """The key; None where it has been taken away, and then the node signs nothing."""
    try:
        key = serialization.load_pem_private_key(folder.server_key.read_bytes(), None)
    except FileNotFoundError:
        return None
    return key if isinstance(key, rsa.RSAPrivateKey) else None
