"""Field encryption: AES-GCM with a ring of keys, a blind index for equality, a masked form for screens.

`settings.PORTAL_FIELD_KEYS` is {"current": "2", "keys": {"1": base64, "2": base64}, "index": base64}, each of
32 bytes. New values are sealed with the current key, old ones open with the key they name. What is sealed is
bound to its field and record: a value copied into another row or column does not open.
"""

import hmac
import os
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.conf import settings

from core.key_ring import KeyRing
from core.text import nfc

NONCE_BYTES = 12
TAG_BYTES = 16
INDEX_BYTES = 16
MASK_DOT = "•"

RecordId = UUID | str | int


class SealBroken(Exception):
    """A sealed value does not open: other row or field, changed bytes, or a key that is not in the ring."""


_loaded: tuple[dict[str, Any], KeyRing] | None = None


def key_ring() -> KeyRing:
    """The ring of the settings, decoded once."""
    global _loaded
    if _loaded is None or _loaded[0] is not settings.PORTAL_FIELD_KEYS:
        _loaded = (settings.PORTAL_FIELD_KEYS, KeyRing.from_setting(settings.PORTAL_FIELD_KEYS))
    return _loaded[1]


def seal(field: str, record_id: RecordId, text: str) -> bytes:
    """`text` encrypted for one field of one record: length of key id, key id, nonce, ciphertext with tag."""
    ring = key_ring()
    nonce = os.urandom(NONCE_BYTES)
    return ring.prefix + nonce + ring.cipher.encrypt(nonce, text.encode(), _bound_to(field, record_id))


def seal_many(field: str, values: Iterable[tuple[RecordId, str]]) -> Iterator[bytes]:
    """`seal` for bulk writes, one result for each (record id, text), lazily and in order."""
    return (seal(field, record_id, text) for record_id, text in values)


def unseal(field: str, record_id: RecordId, blob: bytes | memoryview) -> str:
    """The text that `seal` was given; raises SealBroken."""
    data = bytes(blob)
    key_id, start = _read_key_id(data)
    cipher = key_ring().ciphers.get(key_id)
    if cipher is None:
        raise SealBroken(f"{field} of {record_id}: sealed with key {key_id!r}, which is not in the key ring")
    nonce, body = data[start : start + NONCE_BYTES], data[start + NONCE_BYTES :]
    if len(body) < TAG_BYTES:
        raise SealBroken(f"{field} of {record_id}: the sealed value is cut short")
    try:
        return cipher.decrypt(nonce, body, _bound_to(field, record_id)).decode()
    except InvalidTag as error:
        raise SealBroken(
            f"{field} of {record_id}: the sealed value belongs to another record or field, or was changed"
        ) from error


def sealed_with(blob: bytes | memoryview) -> str:
    """The id of the key a value was sealed with; raises SealBroken."""
    return _read_key_id(bytes(blob))[0]


def reseal(field: str, record_id: RecordId, blob: bytes | memoryview) -> bytes | None:
    """The value under the current key, for key rotation; None when it already is."""
    if sealed_with(blob) == key_ring().current:
        return None
    return seal(field, record_id, unseal(field, record_id, blob))


def blind_index(field: str, text: str) -> bytes:
    """16 bytes that are equal for equal identifiers of one kind and tell nothing without the index key.

    Letters and digits alone count ("0912 345-678" equals "0912345678"); `field` names the kind of identifier,
    so two tables that shall find each other's numbers pass the same name.
    """
    normalised = "".join(char for char in nfc(text).casefold() if char.isalnum())
    digest = hmac.digest(key_ring().index, f"{field}\0{normalised}".encode(), "sha256")
    return digest[:INDEX_BYTES]


def mask(text: str, *, head: int = 0, tail: int = 4) -> str:
    """`text` with all but its first `head` and last `tail` characters hidden; a short one is hidden whole."""
    hidden = len(text) - head - tail
    if hidden < min(head + tail, 4):
        return MASK_DOT * len(text)
    return text[:head] + MASK_DOT * hidden + text[len(text) - tail :]


def _bound_to(field: str, record_id: RecordId) -> bytes:
    return f"{field}:{record_id}".encode()


def _read_key_id(data: bytes) -> tuple[str, int]:
    """The key id and where the nonce begins."""
    end = 1 + data[0] if data else 0
    if end < 2 or len(data) < end:
        raise SealBroken("not a sealed value")
    return data[1:end].decode("ascii", "replace"), end
