"""People and places as orders, labels and letters name them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.kernel.messages import info
from simulator.kernel.text import Text


class Address(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who gets a parcel and where."""

    name: Annotated[str, info("收件人", "Recipient", max_length=80)]
    street: Annotated[str, info("街道门牌", "Street and number", max_length=120)]
    city: Annotated[str, info("城市", "City", max_length=80)]
    state: Annotated[str, info("州/省", "State or province", max_length=60)] = ""
    postcode: Annotated[str, info("邮编", "Post code", max_length=16)]
    country: Annotated[str, info("国家代码", "Country code", max_length=2)]
    phone: Annotated[str, info("电话", "Phone", max_length=30)]


class Market(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One country the store sells to: currency, language, address form, tax number. Simulated rules are in the rulebook."""

    code: str
    name: Text
    currency: str
    language: str  # language buyers write in on this platform: "en" or "zh"
    faker_locale: str
    postcode: str  # regular expression of a valid post code
    tax_number: Text | None = None  # what a recipient has to give for customs (CPF, CUIT ...), None: nothing
    capital_city: str = ""


class Persona(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A generated buyer: everything that may be shown. Patience, mood and hidden needs live in the market's hidden state."""

    name: str
    given: str
    market: str
    language: str
    address: Address
    tax_number: str = ""
