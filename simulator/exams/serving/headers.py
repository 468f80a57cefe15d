"""What browsers are told to allow: nothing from elsewhere, nothing within another page, nothing of the machine."""

from __future__ import annotations

from collections.abc import Mapping

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "geolocation", "gyroscope", "hid",
            "magnetometer", "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
            "xr-spatial-tracking",
        )
    ),
    "Server": "storesim",
}  # fmt: skip
KEPT = "public, max-age=31536000, immutable"
FRESH = "no-store"


def policy(host: str) -> str:
    """The content security policy of a page under this (known) Host. The terminal writes style sheets of its own, hence 'unsafe-inline' for styles;
    the addresses of the socket are spelt out for browsers that do not count it to 'self'. The sandbox keeps the page from opening windows,
    downloading, and leaving for another address; modals are for the question before it is closed."""
    return "; ".join((
        "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "font-src 'self'", "img-src data:",
        f"connect-src 'self' ws://{host} wss://{host}", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        "sandbox allow-scripts allow-same-origin allow-modals",
    ))  # fmt: skip


def headers(host: str = "", cache: str = FRESH) -> Mapping[str, str]:
    """The headers of an answer."""
    more = {"Content-Security-Policy": policy(host) if host else "default-src 'none'; frame-ancestors 'none'; sandbox"}
    return _ALWAYS | more | {"Cache-Control": cache}
