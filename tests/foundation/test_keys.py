"""The key ring: hashes never change, no nonce comes twice, and what one delivery sealed opens like anything else."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from regard.foundation.keys import KeyRing

RING = KeyRing(hashing=b"k" * 32, sealing={1: AESGCM(b"s" * 32)}, newest=1)


def test_a_hash_is_keyed_blake2b_of_the_words() -> None:
    """What was hashed by an older Regard must go on matching."""
    plain = hashlib.blake2b(b"object\x1fshop\x1f17", digest_size=16, key=b"k" * 32).digest()
    assert RING.hash("object", "shop", "17") == plain == RING.hash_bytes(b"object\x1fshop\x1f17")
    assert RING.hash("object", "shop", "17") == plain, "the first hash must leave nothing behind"


def test_no_two_seals_of_a_delivery_have_the_same_nonce() -> None:
    seal = RING.sealer()
    sealed = [seal(b"Where is my parcel?", about=b"m") for _ in range(300)]
    assert len({one[1:13] for one in sealed}) == 300
    assert {RING.unseal(one, about=b"m") for one in sealed} == {b"Where is my parcel?"}


def test_two_deliveries_draw_their_own_nonces() -> None:
    one, other = RING.sealer(), RING.sealer()
    assert len({seal(b"", about=b"m")[1:13] for seal in (one, other) for _ in range(200)}) == 400
