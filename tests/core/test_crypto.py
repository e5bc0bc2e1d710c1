"""Sealed fields: what opens them, what does not, and how keys turn."""

import base64
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from core import crypto
from core.crypto import SealBroken, blind_index, mask, reseal, seal, seal_many, sealed_with, unseal
from core.key_ring import KeyRing, new_key_ring, turned_key_ring

RECORD = UUID("0192f0c0-0000-7000-8000-000000000001")


class TestSeal:
    @given(st.text(max_size=200).filter(lambda text: text.isprintable()))
    def test_opens_to_the_same_text(self, text: str) -> None:
        assert unseal("member.phone", RECORD, seal("member.phone", RECORD, text)) == text

    def test_says_nothing_and_is_never_the_same_twice(self) -> None:
        one, other = (seal("member.citizen_id", RECORD, "079215000001") for _ in range(2))
        assert one != other
        assert b"079215" not in one

    def test_a_value_moved_to_another_row_does_not_open(self) -> None:
        with pytest.raises(SealBroken, match="another record"):
            unseal("member.citizen_id", uuid4(), seal("member.citizen_id", RECORD, "079215000001"))

    def test_a_value_moved_to_another_field_does_not_open(self) -> None:
        with pytest.raises(SealBroken, match="another record or field"):
            unseal("member.phone", RECORD, seal("member.citizen_id", RECORD, "079215000001"))

    @given(st.integers(min_value=0), st.integers(1, 255))
    def test_a_changed_byte_is_seen(self, place: int, change: int) -> None:
        blob = bytearray(seal("member.phone", RECORD, "0912345678"))
        blob[place % len(blob)] ^= change
        with pytest.raises(SealBroken):
            unseal("member.phone", RECORD, bytes(blob))

    @given(st.binary(max_size=60))
    def test_bytes_that_are_no_seal_are_refused(self, blob: bytes) -> None:
        with pytest.raises(SealBroken):
            unseal("member.phone", RECORD, blob)

    def test_a_memoryview_as_the_database_gives_it_opens(self) -> None:
        assert unseal("a.b", 5, memoryview(seal("a.b", 5, "xin chào"))) == "xin chào"

    def test_many_at_once_keep_their_order(self) -> None:
        values = [(uuid4(), str(number)) for number in range(10)]
        sealed = list(seal_many("a.b", values))
        opened = [unseal("a.b", record, blob) for (record, _text), blob in zip(values, sealed, strict=True)]
        assert opened == [text for _record, text in values]


class TestRotation:
    def test_old_values_open_after_the_ring_has_turned_and_are_resealed_once(self) -> None:
        old = new_key_ring()
        new = turned_key_ring(old)
        with override_settings(PORTAL_FIELD_KEYS=old):
            blob = seal("a.b", RECORD, "079215000001")
        with override_settings(PORTAL_FIELD_KEYS=new):
            assert unseal("a.b", RECORD, blob) == "079215000001"
            fresh = reseal("a.b", RECORD, blob)
            assert fresh is not None
            assert (sealed_with(blob), sealed_with(fresh)) == ("1", "2")
            assert reseal("a.b", RECORD, fresh) is None
            assert unseal("a.b", RECORD, fresh) == "079215000001"

    def test_the_blind_index_does_not_turn_with_the_keys(self) -> None:
        old = new_key_ring()
        with override_settings(PORTAL_FIELD_KEYS=old):
            before = blind_index("citizen_id", "079215000001")
        with override_settings(PORTAL_FIELD_KEYS=turned_key_ring(old)):
            assert blind_index("citizen_id", "079215000001") == before

    def test_without_the_key_it_says_which_one_is_missing(self) -> None:
        old = new_key_ring()
        new = turned_key_ring(old)
        with override_settings(PORTAL_FIELD_KEYS=new):
            blob = seal("a.b", RECORD, "x")
        with override_settings(PORTAL_FIELD_KEYS=old), pytest.raises(SealBroken, match="key '2'"):
            unseal("a.b", RECORD, blob)

    def test_another_key_of_the_same_name_does_not_open(self) -> None:
        with override_settings(PORTAL_FIELD_KEYS=new_key_ring()):
            blob = seal("a.b", RECORD, "x")
        with override_settings(PORTAL_FIELD_KEYS=new_key_ring()), pytest.raises(SealBroken):
            unseal("a.b", RECORD, blob)

    def test_the_ring_is_decoded_once(self) -> None:
        assert crypto.key_ring() is crypto.key_ring()


def _key() -> str:
    return base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({}, "needs current, keys and index"),
        ({"current": "2", "keys": {"1": _key()}, "index": new_key_ring()["index"]}, "not among the keys"),
        ({"current": "1", "keys": {"1": "AAAA"}, "index": _key()}, "3 bytes"),
        ({"current": "1", "keys": {"1": "***"}, "index": _key()}, "base64"),
        ({"current": "1", "keys": {"1": _key()}, "index": _key()}, "the same"),
        ({"current": "khoá", "keys": {"khoá": _key()}, "index": new_key_ring()["index"]}, "ASCII"),
    ],
)
def test_a_bad_key_ring_is_refused_in_words(setting: dict[str, Any], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=message):
        KeyRing.from_setting(setting)


class TestBlindIndex:
    def test_equal_for_one_identifier_however_written(self) -> None:
        assert blind_index("phone", "0912 345-678") == blind_index("phone", "0912345678")
        assert blind_index("phone", "hk ０１") == blind_index("phone", "HK０１")

    def test_differs_by_value_and_by_kind(self) -> None:
        assert blind_index("phone", "1") != blind_index("phone", "2")
        assert blind_index("phone", "1") != blind_index("citizen_id", "1")
        assert len(blind_index("phone", "1")) == crypto.INDEX_BYTES


class TestMask:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("0912345678", "••••••5678"),
            ("123", "•••"),
            ("12345", "•••••"),
            ("12345678", "••••5678"),
            ("", ""),
        ],
    )
    def test_keeps_the_tail_of_what_is_long_enough(self, text: str, shown: str) -> None:
        assert mask(text) == shown

    @given(st.text("0123456789", max_size=20), st.integers(0, 4), st.integers(0, 4))
    def test_length_stays_and_at_least_half_of_a_short_one_is_hidden(self, text: str, head: int, tail: int) -> None:
        shown = mask(text, head=head, tail=tail)
        assert len(shown) == len(text)
        assert shown.count("•") >= min(len(text), head + tail, 4)
