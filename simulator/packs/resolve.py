"""From the YAML forms to the model: defaults from the library filled in, moments as sim minutes."""

from __future__ import annotations

import re

from simulator.kernel.text import Text
from simulator.kernel.time import parse
from simulator.market.cast.entry import Entry
from simulator.packs import form, model
from simulator.packs.data import (
    GoodsFile,
    MarketForm,
    MarketsFile,
    PackData,
    PeopleFile,
    PhrasesFile,
    RulesFile,
    ServicesFile,
    Towns,
    good_of,
    service_of,
)
from simulator.parts.people import Address, Market, Persona
from simulator.parts.rulebook import FOREVER, Rule
from simulator.scoring.measures import measure_specs


def scenario(
    f: form.ScenarioForm, cast: tuple[Entry, ...], own: PackData, *, id: str = "", level: str = ""
) -> model.Scenario:
    """The model of a scenario's form at a level."""
    requirements = tuple(_requirement(r) for r in f.requirements)
    return model.Scenario(
        id=id or f.id, title=f.title, brief=f.brief, goal=f.goal, track=f.track, minutes=f.minutes, guided=f.guided,
        practises=f.practises or tuple(r.id for r in requirements), world=world(f.world), cast=cast,
        tasks=tuple(model.Task(**{n: getattr(t, n) for n in model.Task.__struct_fields__}) for t in f.tasks),
        requirements=requirements, mistakes=tuple(_mistake(m) for m in f.mistakes), desks=f.desks, level=level,
        levels=f.levels, own=own,
        reference=model.Reference(without=f.reference.without, moves=tuple(map(_move, f.reference.moves))),
    )  # fmt: skip


def world(f: form.WorldForm) -> model.World:
    """The model of a world's form."""
    return model.World(
        store=f.store, start=parse(f.start), end=parse(f.end), settle_until=parse(f.settle_until), epoch=f.epoch,
        warehouse=f.warehouse, sender_name=f.sender.name, sender_phone=f.sender.phone, markets=f.markets, services=f.services,
        without_goods=f.without_goods, profit_goal=f.profit_goal, cash=f.cash,
    )  # fmt: skip


def _requirement(f: form.RequirementForm) -> model.Requirement:
    return model.Requirement(
        id=f.id, facets=tuple(map(_facet, f.facets)), pass_at=f.pass_at,
        gates=tuple(model.Gate(id=g.id, measure=g.measure, title=g.title or _title(g.measure)) for g in f.gates),
    )  # fmt: skip


def _facet(f: form.FacetForm) -> model.Facet:
    spec = measure_specs().get(f.measure)
    return model.Facet(
        id=f.id, weight=f.weight, check=f.check or (spec.checks[0] if spec else ""), measure=f.measure, params=f.params,
        title=f.title or _title(f.measure), hard=f.hard,
    )  # fmt: skip


def _title(measure: str) -> Text:
    spec = measure_specs().get(measure)
    return spec.title if spec else Text(measure, measure)


def _move(f: form.MoveForm) -> model.Move:
    return model.Move(command=f.command, each=f.each, fields=f.fields, at=parse(f.at) if f.at else 0)


def _mistake(f: form.MistakeForm) -> model.Mistake:
    return model.Mistake(
        id=f.id, title=f.title or Text("", ""), kills=f.kills, also=f.also, mistake=f.mistake, with_=f.with_,
        drop=tuple(model.Drop(command=d.command, where=d.where) for d in f.drop),
        change=tuple(model.Change(command=c.command, where=c.where, fields=c.fields) for c in f.change),
        hold=tuple(model.Hold(command=h.command, where=h.where, before_end=h.before_end) for h in f.hold),
        add=tuple(map(_move, f.add)),
    )  # fmt: skip


# -- what a pack brings along ---------------------------------------------------------------------------------


def data(
    goods: GoodsFile | None, markets: MarketsFile | None, services: ServicesFile | None, rules: RulesFile | None,
    phrases: PhrasesFile | None, people: PeopleFile | None,
) -> PackData:  # fmt: skip
    """The data of a pack from its files; None where it has no such file."""
    items = goods.goods if goods else ()
    places = markets.markets if markets else ()
    return PackData(
        goods=tuple(map(good_of, items)), keep_goods=goods is None or goods.keep_shipped,
        stock={g.sku: g.stock for g in items if g.stock is not None}, tags={g.sku: g.tags for g in items if g.tags},
        asks={g.sku: g.asks for g in items if g.asks}, markets=tuple(map(_market, places)),
        like={m.code: m.like for m in places},
        towns={m.code: Towns(phone=m.phone, places=m.places, street=m.street) for m in places},
        fx={m.currency: m.cny for m in places if m.cny},
        services=tuple(map(service_of, services.services)) if services else (),
        keep_services=services is None or services.keep_shipped,
        rules=tuple(
            Rule(
                id=r.id, title=r.title, value=str(r.value), unit=r.unit, market=r.market, source=r.source,
                valid_from=parse(r.start) if r.start else -FOREVER, valid_to=parse(r.end) if r.end else FOREVER,
            )
            for r in (rules.rules if rules else ())
        ),
        phrases=dict(phrases.phrases) if phrases else {},
        people={
            p.id: Persona(
                name=p.name, given=p.given, market=p.market, language=p.language, tax_number=p.tax_number,
                address=Address(
                    name=p.name, street=p.street, city=p.city, state=p.state, postcode=p.postcode, country=p.market,
                    phone=p.phone,
                ),
            )
            for p in (people.people if people else ())
        },
    )  # fmt: skip


def _market(f: MarketForm) -> Market:
    forms = sorted({_postcode(form) for *_, form in f.places})
    return Market(
        code=f.code, name=f.name, currency=f.currency, language="en", faker_locale=f.faker_locale, postcode="|".join(forms),
        capital_city=f.capital_city,
    )  # fmt: skip


def _postcode(form: str) -> str:
    """A regular expression for a post code's form; the form itself is never taken for one."""
    return "".join({"#": "[0-9]", "@": "[A-Z]"}.get(c) or re.escape(c) for c in form)
