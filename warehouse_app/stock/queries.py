"""Stock as a person sees it: what lies where, what is promised, and the moves behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from warehouse_app.catalog.tables import Barcode, Product, Sku
from warehouse_app.people.tables import Person
from warehouse_app.stock.phantom import awaits_count
from warehouse_app.stock.rules import Virtual
from warehouse_app.stock.tables import Balance, Location, Move
from warehouse_app.store.pages import Page


@dataclass(frozen=True, slots=True)
class StockRow:
    """Pieces of a SKU in a bin; a SKU that lies nowhere comes with an empty bin and zeros."""

    sku_id: int
    seller_code: str
    name: str
    colour: str
    size: str
    bin: str
    on_hand: int
    reserved: int
    available: int
    picture: str = ""


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One line of the ledger."""

    id: int
    at: datetime
    who: str
    desk: str
    seller_code: str
    from_code: str
    to_code: str
    quantity: int
    reason: str
    document: str


_QUARANTINE = select(Location.id).where(Location.code == Virtual.QUARANTINE.value).scalar_subquery()
# Only bins and quarantine cannot fall below zero. Said in the first way SQLite reads ix_balance_house, bin by bin; in the
# second way it reads the table, or goes by SKU.
_HELD = and_(Balance.location_id != _QUARANTINE, Balance.on_hand > 0)  # places goods have left are no news
_BY_BIN = and_(Balance.virtual.is_(False), _HELD)
_BY_SKU = and_(~Balance.virtual, _HELD)
_CLOSED = select(Location.id).where(or_(~Location.sellable, ~Location.active))
_SELLABLE = and_(Balance.location_id.not_in(_CLOSED), ~awaits_count(Balance.location_id, Balance.sku_id))
_TO_SELL = case((and_(Balance.on_hand > Balance.reserved, _SELLABLE), Balance.on_hand - Balance.reserved), else_=0)
STOCK_ORDER = {
    "seller_code": Sku.seller_code, "name": Product.name, "bin": Location.walk_key, "on_hand": Balance.on_hand,
    "reserved": Balance.reserved, "colour": Sku.colour, "size": Sku.size, "available": _TO_SELL,
}  # fmt: skip
_SKU_COLUMNS = (Sku.id, Sku.seller_code, Product.name, Sku.colour, Sku.size)
FIGURES = ("on_hand", "reserved", "available")
MANY = 500  # rows; a longer piece of the list is read in one go, its keys would not fit into a statement
Columns = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is asked of the stock list."""

    text: str
    bin_code: str
    sku_id: int | None
    sort: str
    descending: bool
    skus: Sequence[int] | Select[int] | None  # whose code, name or barcode holds the text: their ids when they are few

    @property
    def whole(self) -> bool:
        return not (self.text or self.bin_code or self.sku_id is not None)

    @property
    def long(self) -> bool:
        """The whole list, or so much of it that one walks it in its order rather than sorting what was found."""
        return self.whole or (isinstance(self.skus, Select) and not self.bin_code and self.sku_id is None)


def stock_page(
    session: Session, *, text: str = "", bin_code: str = "", sku_id: int | None = None, offset: int = 0, limit: int = 100,
    sort: str = "bin", descending: bool = False,
) -> Page[StockRow]:  # fmt: skip
    """Stock by bin and SKU, searched by code, name, barcode or bin; of one bin or one SKU when they are named.

    SKUs that lie nowhere come after those in bins, or with the noughts when a figure sorts. Nothing at the dock or in a bin
    that is not sold from is available. At most seven statements: what is searched for, two counts, then for both kinds the
    keys of the page alone and the words of those keys.
    """
    wanted = _Wanted(text, bin_code, sku_id, sort, descending, _skus_with(session, text) if text else None)
    lying, nowhere = (_lying, session.scalar(_count_lying(wanted)) or 0), (_nowhere, session.scalar(_count_nowhere(wanted)) or 0)
    rows: list[StockRow] = []
    before = 0
    for part, there in (nowhere, lying) if sort in FIGURES and not descending else (lying, nowhere):
        skip = max(offset - before, 0)
        room = min(limit - len(rows), there - skip)
        before += there
        if room > 0:
            rows += part(session, wanted, there, skip, room)
    return Page(rows, before)


# --- what lies in bins ------------------------------------------------------------------------------------------------


def _lying(session: Session, wanted: _Wanted, there: int, skip: int, room: int) -> list[StockRow]:
    """A piece of the list: its keys from narrow rows, then the words of those.

    The keys of one SKU come by bin id, which costs no look at the bins; the words come in walking order. Both are the same
    rows in the same places but for the SKUs at the two ends of the piece, which are therefore read whole and cut.
    """
    words = _words(wanted)
    if room > MANY:
        return [_row(row) for row in session.execute(words.offset(skip).limit(room))]
    keys = _piece(session, _keys(wanted), _key_order(wanted), there, skip, room)
    if wanted.sort == "bin":
        at = {key: place for place, key in enumerate((r.location_id, r.sku_id, r.lot) for r in keys)}
        words = words.where(Balance.location_id.in_({key[0] for key in at}), Balance.sku_id.in_({key[1] for key in at}))
        found = [row for row in session.execute(words) if (row.location_id, row.id, row.lot) in at]
        return [_row(row) for row in sorted(found, key=lambda row: at[row.location_id, row.id, row.lot])]
    groups = {(r.key, r.sku_id) for r in keys}
    rows = session.execute(words.where(Balance.sku_id.in_({r.sku_id for r in keys})))
    whole = [row for row in rows if (row.key, row.id) in groups]
    first = sorted((r.location_id, r.lot) for r in whole if (r.key, r.id) == (keys[0].key, keys[0].sku_id))
    start = first.index((keys[0].location_id, keys[0].lot))
    return [_row(row) for row in whole[start : start + room]]


def _row(r: Any) -> StockRow:
    return StockRow(
        r.id, r.seller_code, r.name, r.colour, r.size, r.code, r.on_hand, r.reserved, r.available, r.picture
    )  # fmt: skip


def _piece(session: Session, keys: Columns, order: Sequence[tuple[Any, bool]], there: int, skip: int, room: int) -> list[Any]:
    """Rows from ``skip`` on, ``order`` being expressions and whether they fall; counted from the nearer end."""
    from_end = skip > there // 2
    terms = [term.desc() if falling != from_end else term.asc() for term, falling in order]
    rows = session.execute(keys.order_by(*terms).offset(there - skip - room if from_end else skip).limit(room)).all()
    return [*reversed(rows)] if from_end else [*rows]


def _words(wanted: _Wanted) -> Columns:
    """Everything a row shows, in the order of the list."""
    key = STOCK_ORDER[wanted.sort]
    return (
        select(
            *_SKU_COLUMNS, Location.code, Balance.on_hand, Balance.reserved, _TO_SELL.label("available"), Sku.picture,
            Balance.location_id, Balance.lot, key.label("key"),
        )
        .select_from(Balance)
        .join(Location, Balance.location_id == Location.id)
        .join(Sku, Balance.sku_id == Sku.id)
        .join(Product, Sku.product_id == Product.id)
        .where(*_asked(wanted, _said(wanted.text)))
        .order_by(key.desc() if wanted.descending else key, Sku.id, Location.walk_key, Balance.location_id, Balance.lot)
    )  # fmt: skip


def _keys(wanted: _Wanted) -> Columns:
    """The keys of balances, with no table joined that the order does not need.

    SQLite keeps no figures of its tables and would read and sort every balance for the first page. "+ 0" leaves it only the
    way from the table that leads, which an index already holds in that order.
    """
    sort, key = wanted.sort, STOCK_ORDER[wanted.sort]
    lead = 0 if wanted.long else None
    keys: Columns = select(Balance.location_id, Balance.sku_id, Balance.lot, key.label("key")).select_from(Balance)
    if sort == "bin":
        keys = keys.join(Location, Balance.location_id == _led(Location.id, lead))
    if sort in ("seller_code", "name", "colour", "size"):
        keys = keys.join(Sku, Balance.sku_id == (_led(Sku.id, lead) if sort in ("seller_code", "name") else Sku.id))
    if sort == "name":
        keys = keys.join(Product, Sku.product_id == _led(Product.id, lead))
    return keys.where(*_asked(wanted, _listed(wanted)))


def _led(key: Any, lead: int | None) -> Any:
    return key if lead is None else key + lead


def _key_order(wanted: _Wanted) -> list[tuple[Any, bool]]:
    rest = (Balance.sku_id, Balance.location_id, Balance.lot)
    return [(STOCK_ORDER[wanted.sort], wanted.descending), *((term, False) for term in rest)]


def _asked(wanted: _Wanted, searched: ColumnElement[bool]) -> list[ColumnElement[bool]]:
    """Which balances are asked for."""
    asked: list[ColumnElement[bool]] = [_BY_BIN if wanted.sort == "bin" or wanted.bin_code else _BY_SKU]
    if wanted.bin_code:
        asked.append(Balance.location_id.in_(select(Location.id).where(Location.code == wanted.bin_code)))
    if wanted.text:
        asked.append(searched)
    if wanted.sku_id is not None:
        asked.append(Balance.sku_id == wanted.sku_id)
    return asked


def _said(text: str) -> ColumnElement[bool]:
    """The search, told of one row with all its words."""
    return or_(
        Sku.seller_code.icontains(text, autoescape=True),
        Product.name.icontains(text, autoescape=True),
        Sku.id.in_(select(Barcode.sku_id).where(Barcode.code == text)),
        Location.code.istartswith(text, autoescape=True),
    )


def _listed(wanted: _Wanted) -> ColumnElement[bool]:
    """The search, told of a balance's keys alone. "+ 0": many SKUs are looked for in the list, not one after the other."""
    if wanted.skus is None:
        return true()
    bins = select(Location.id).where(Location.code.istartswith(wanted.text, autoescape=True))
    if isinstance(wanted.skus, Select):
        return or_((Balance.sku_id + 0).in_(wanted.skus), (Balance.location_id + 0).in_(bins))
    return or_(Balance.sku_id.in_(wanted.skus), Balance.location_id.in_(bins))


def _count_lying(wanted: _Wanted) -> Select[int]:
    return select(func.count()).select_from(Balance).where(*_asked(wanted, _listed(wanted)))


# --- SKUs that lie nowhere --------------------------------------------------------------------------------------------


def _nowhere(session: Session, wanted: _Wanted, there: int, skip: int, room: int) -> list[StockRow]:
    own = wanted.sort in (*FIGURES, "bin")
    key, falling = (Sku.seller_code, False) if own else (STOCK_ORDER[wanted.sort], wanted.descending)
    keys = select(Sku.id).where(*_absent(wanted))
    if wanted.sort == "name":
        keys = keys.join(Product, Product.id == Sku.product_id)
    ids = [row.id for row in _piece(session, keys, [(key, falling), (Sku.id, False)], there, skip, room)]
    words: dict[int, StockRow] = {}
    for some in (ids[start : start + MANY] for start in range(0, len(ids), MANY)):
        named = select(*_SKU_COLUMNS, Sku.picture).join(Product, Product.id == Sku.product_id).where(Sku.id.in_(some))
        words |= {r.id: StockRow(*r[:5], "", 0, 0, 0, r.picture) for r in session.execute(named)}
    return [words[each] for each in ids]


def _absent(wanted: _Wanted) -> list[ColumnElement[bool]]:
    """Which SKUs that lie in no bin are asked for."""
    asked: list[ColumnElement[bool]] = [
        Sku.active.is_(True),
        ~select(Balance.sku_id).where(Balance.sku_id == Sku.id, _BY_SKU).exists(),
    ]
    if wanted.bin_code:
        asked.append(false())
    if wanted.skus is not None:
        asked.append(Sku.id.in_(wanted.skus))
    if wanted.sku_id is not None:
        asked.append(Sku.id == wanted.sku_id)
    return asked


def _count_nowhere(wanted: _Wanted) -> Select[int]:
    """How many; of the whole list all SKUs less those in bins, which is found without a look at each."""
    if not wanted.whole:
        return select(func.count()).select_from(Sku).where(*_absent(wanted))
    placed = select(func.count(Balance.sku_id.distinct())).where(_BY_SKU).scalar_subquery()
    return select(select(func.count()).select_from(Sku).where(Sku.active).scalar_subquery() - placed)


def _skus_with(session: Session, text: str) -> Sequence[int] | Select[int]:
    """SKUs with the text in their code or their product's name, or with exactly this barcode; each table is read once.

    LIKE in SQLite takes upper and lower case for the same already, and twice as fast as ``icontains`` with its lower().
    """
    local = session.get_bind().dialect.name == "sqlite"
    code, name = (
        column.contains(text, autoescape=True) if local else column.icontains(text, autoescape=True)
        for column in (Sku.seller_code, Product.name)
    )
    barcodes = select(Barcode.sku_id).where(Barcode.code == text)
    found = select(Sku.id).where(or_(code, Sku.product_id.in_(select(Product.id).where(name)), Sku.id.in_(barcodes)))
    ids = session.scalars(found.limit(MANY + 1)).all()
    return found if len(ids) > MANY else ids


def moves_page(
    session: Session,
    *,
    seller_code: str = "",
    document: str = "",
    offset: int = 0,
    limit: int = 100,
    descending: bool = True,
) -> Page[MoveRow]:
    """The ledger, newest first unless asked otherwise."""
    source, target = aliased(Location), aliased(Location)
    wanted: Select[int] = select(Move.id).join(Sku, Sku.id == Move.sku_id)
    if seller_code:
        wanted = wanted.where(Sku.seller_code == seller_code)
    if document:
        wanted = wanted.where(Move.document == document)
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = wanted.order_by(Move.id.desc() if descending else Move.id).offset(offset).limit(limit)
    rows = session.execute(
        select(
            Move.id, Move.at, Person.name, Move.desk, Sku.seller_code, source.code.label("source"), target.code.label("target"),
            Move.quantity, Move.reason, Move.document,
        )
        .join(Sku, Sku.id == Move.sku_id)
        .join(Person, Person.id == Move.who_id)
        .join(source, source.id == Move.from_id)
        .join(target, target.id == Move.to_id)
        .where(Move.id.in_(page.subquery().select()))
        .order_by(Move.id.desc() if descending else Move.id)
    )  # fmt: skip
    return Page(
        [MoveRow(r.id, r.at, r.name, r.desk, r.seller_code, r.source, r.target, r.quantity, r.reason, r.document) for r in rows],
        total,
    )


@dataclass(frozen=True, slots=True)
class SkuCard:
    """One SKU as the stock screen shows it beside its moves; the figures are over all bins, without the dock."""

    id: int
    seller_code: str
    name: str
    colour: str
    size: str
    picture: str
    barcodes: tuple[str, ...]
    on_hand: int
    reserved: int
    available: int


def sku_card(session: Session, sku_id: int) -> SkuCard | None:
    """What is known of a SKU; None when there is none."""
    sku = session.execute(
        select(Sku.seller_code, Product.name, Sku.colour, Sku.size, Sku.picture)
        .join(Product, Product.id == Sku.product_id)
        .where(Sku.id == sku_id)
    ).one_or_none()
    if sku is None:
        return None
    codes = session.scalars(select(Barcode.code).where(Barcode.sku_id == sku_id).order_by(Barcode.code)).all()
    sums = session.execute(
        select(
            func.sum(Balance.on_hand).label("on_hand"),
            func.sum(Balance.reserved).label("reserved"),
            func.sum(_TO_SELL).label("available"),
        )
        .join(Location, Location.id == Balance.location_id)
        .where(Balance.sku_id == sku_id, Location.kind == "bin", Location.role == "shelf")
    ).one()
    return SkuCard(
        sku_id, sku.seller_code, sku.name, sku.colour, sku.size, sku.picture, tuple(codes), int(sums.on_hand or 0),
        int(sums.reserved or 0), int(sums.available or 0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShopSize:
    """How much there is, for empty screens that say what to do next."""

    skus: int
    pieces: int


def shop_size(session: Session) -> ShopSize:
    """How many SKUs the catalogue holds and how many pieces lie in bins, without the dock."""
    pieces = session.scalar(
        select(func.sum(Balance.on_hand))
        .join(Location, Location.id == Balance.location_id)
        .where(Location.kind == "bin", Location.role == "shelf")
    )
    return ShopSize(session.scalar(select(func.count()).select_from(Sku).where(Sku.active)) or 0, int(pieces or 0))
