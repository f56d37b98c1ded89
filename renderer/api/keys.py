"""The keys that webhooks are signed with. They lie beside the pictures, so that a restart keeps them.

fal signs with Ed25519 (https://docs.fal.ai/model-endpoints/webhooks), modelrunner as Standard Webhooks say
(https://www.standardwebhooks.com), with a secret of the account's own.
"""

import json
import os
import secrets
import time
from base64 import b64encode, urlsafe_b64encode
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import JsonValue, TypeAdapter, ValidationError

from renderer.api.errors import too_busy

KEY_BYTES: Final = 32
BOTH_VALID: Final = 86400.0  # seconds for which the former secret still signs too
MOST_ROTATED: Final = 1000
Rotations = dict[str, tuple[int, float]]  # account: how often, and when last
_rotations = TypeAdapter(Rotations)


class Keys:
    """Signs as both hosts do."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._fal = Ed25519PrivateKey.from_private_bytes(_kept_secret(folder / "fal"))
        self._master = _kept_secret(folder / "modelrunner")
        self._file = folder / "rotations.json"
        self._rotations = _read_rotations(self._file)

    def fal_signature(self, message: bytes) -> str:
        """Return a signature in hexadecimal."""
        return self._fal.sign(message).hex()

    def fal_key_set(self) -> dict[str, JsonValue]:
        """Return what its receivers check it with, as a JSON Web Key Set."""
        public = urlsafe_b64encode(self._fal.public_key().public_bytes_raw()).rstrip(b"=").decode()
        return {"keys": [{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "x": public}]}

    def secret(self, account: str) -> str:
        """Return the account's secret of today."""
        return _shown(self._derived(account, self._rotation(account)[0]))

    def rotate(self, account: str) -> str:
        """Make a new secret for the account."""
        if account not in self._rotations and len(self._rotations) >= MOST_ROTATED:
            raise too_busy("Too many accounts have changed their secrets")
        self._rotations[account] = (self._rotation(account)[0] + 1, time.time())
        _write(self._file, json.dumps(self._rotations).encode())
        return self.secret(account)

    def signatures(self, account: str, content: bytes) -> str:
        """Return a signature by the account's secret, and by the former one while it is still valid."""
        version, when = self._rotation(account)
        versions = [version, version - 1] if time.time() - when < BOTH_VALID else [version]
        signed = (digest(self._derived(account, number), content, sha256) for number in versions)
        return " ".join(f"v1,{b64encode(signature).decode()}" for signature in signed)

    def _rotation(self, account: str) -> tuple[int, float]:
        return self._rotations.get(account, (0, 0.0))

    def _derived(self, account: str, version: int) -> bytes:
        return digest(self._master, f"{account}:{version}".encode(), sha256)


def _shown(secret: bytes) -> str:
    return f"whsec_{b64encode(secret).decode()}"


def _kept_secret(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size != KEY_BYTES:
        _write(path, secrets.token_bytes(KEY_BYTES))
    return path.read_bytes()


def _read_rotations(path: Path) -> Rotations:
    try:
        return _rotations.validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return {}


def _write(path: Path, content: bytes) -> None:
    """Write all of it or nothing, and for our eyes only."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    new.replace(path)
