"""The keys of field encryption: what the setting holds, how a ring begins and how it turns."""

import base64
import binascii
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
LONGEST_KEY_ID = 31


@dataclass(frozen=True)
class KeyRing:
    current: str
    keys: dict[str, bytes]
    index: bytes

    @classmethod
    def from_setting(cls, setting: dict[str, Any]) -> Self:
        """The ring of a PORTAL_FIELD_KEYS value; raises ImproperlyConfigured and names what is wrong."""
        try:
            keys = {str(key_id): _decoded(text) for key_id, text in setting["keys"].items()}
            ring = cls(current=str(setting["current"]), keys=keys, index=_decoded(setting["index"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ImproperlyConfigured("PORTAL_FIELD_KEYS needs current, keys and index") from error
        ring.check()
        return ring

    def check(self) -> None:
        if self.current not in self.keys:
            raise ImproperlyConfigured(f"PORTAL_FIELD_KEYS: current key {self.current!r} is not among the keys")
        if not all(key_id.isascii() and 0 < len(key_id) <= LONGEST_KEY_ID for key_id in self.keys):
            raise ImproperlyConfigured(f"PORTAL_FIELD_KEYS: a key id has 1 to {LONGEST_KEY_ID} ASCII characters")
        if len({self.index, *self.keys.values()}) != len(self.keys) + 1:
            raise ImproperlyConfigured("PORTAL_FIELD_KEYS: two keys are the same")

    @cached_property
    def ciphers(self) -> dict[str, AESGCM]:
        return {key_id: AESGCM(key) for key_id, key in self.keys.items()}

    @cached_property
    def cipher(self) -> AESGCM:
        return self.ciphers[self.current]

    @cached_property
    def prefix(self) -> bytes:
        """What every value sealed with the current key begins with."""
        key_id = self.current.encode("ascii")
        return bytes([len(key_id)]) + key_id


def new_key_ring() -> dict[str, Any]:
    """A PORTAL_FIELD_KEYS value for a new installation."""
    return {"current": "1", "keys": {"1": _new_key()}, "index": _new_key()}


def turned_key_ring(setting: dict[str, Any]) -> dict[str, Any]:
    """The setting with one more key, which is current; the old ones stay until everything is resealed."""
    numbers = [int(key_id) for key_id in setting["keys"] if key_id.isdecimal()]
    key_id = str(max(numbers, default=0) + 1)
    return {**setting, "current": key_id, "keys": {**setting["keys"], key_id: _new_key()}}


def _new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured("PORTAL_FIELD_KEYS: a key is not base64") from error
    if len(key) != KEY_BYTES:
        raise ImproperlyConfigured(f"PORTAL_FIELD_KEYS: a key has {len(key)} bytes, needs {KEY_BYTES}")
    return key
