"""Tickets and PINs: digits only, so that any keyboard and any input method can write them.

A ticket is `204-017`: three digits of the exam, three of the seat. A PIN is eight digits; only a salted scrypt hash of it is kept.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata

# scrypt as OWASP's password storage sheet asks at least: 2^15 blocks of 8, three times over (32 MB, some 0.2 s)
_N, _R, _P = 2**15, 8, 3
_MEMORY = 128 * _N * _R * 2
PIN_DIGITS = 8
# for what lies on a stranger's disk, where nobody counts the tries: 2^17 blocks of 8 (128 MB), and more digits
_LOCK_N, _LOCK_R = 2**17, 8
LOCK_DIGITS = 12


def new_pin(length: int = PIN_DIGITS) -> str:
    """So many digits nobody can guess."""
    return f"{secrets.randbelow(10**length):0{length}}"


def digits(typed: str) -> str:
    """The digits in what a person typed; full-width ones, blanks and hyphens do not matter."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed[:64]) if c in "0123456789")


def ticket_of(typed: str) -> str:
    """The ticket a person means: `204017` and `204 - 017` are `204-017`; anything else as it was typed, shortened."""
    found = digits(typed)
    return f"{found[:3]}-{found[3:]}" if len(found) == 6 else typed.strip()[:20]


def pin_shown(pin: str) -> str:
    """A PIN in groups of four, as it is printed."""
    return " ".join(pin[i : i + 4] for i in range(0, len(pin), 4))


def hashed(pin: str) -> str:
    """What is kept of a PIN: `scrypt$N$r$p$salt$hash`."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_N}${_R}${_P}${salt.hex()}${_scrypt(pin, salt, _N, _R, _P).hex()}"


def matches(pin: str, kept: str) -> bool:
    """Whether a PIN is the one that was kept, in a time that does not tell how nearly; without a kept one the same time passes."""
    try:
        _, n, r, p, salt, wanted = (kept or _NOBODY).split("$")
        found = _scrypt(digits(pin), bytes.fromhex(salt), int(n), int(r), int(p))
        return hmac.compare_digest(found, bytes.fromhex(wanted)) and bool(kept)
    except (ValueError, TypeError):
        return False


def pin_key(pin: str, salt: bytes) -> bytes:
    """The key (32 bytes) that a PIN stands for, to lock a file with. Takes half a second and 128 MB."""
    memory = 128 * _LOCK_N * _LOCK_R * 2
    return hashlib.scrypt(digits(pin).encode(), salt=salt, n=_LOCK_N, r=_LOCK_R, p=1, maxmem=memory, dklen=32)


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


_NOBODY = f"scrypt${_N}${_R}${_P}${'00' * 16}${'00' * 32}"
