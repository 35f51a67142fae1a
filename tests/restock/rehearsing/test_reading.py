"""What a rehearsal is read from: orders as demand, stock, suppliers, materials, paces; on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import insert, select, update

from tests.packing.boxes.materials import add_materials
from tests.restock.rehearsing.house import BEGINS, FIRST, TODAY, WISHES, found, ground, past, sku_ids
from tests.shop import DAY, add_orders, add_products, add_waybills, do, order, pack, release_and_wave
from tests.stock.shelves import refused
from warehouse_app.catalog.kits.commands import set_components
from warehouse_app.catalog.tables import Sku
from warehouse_app.errors import Cancelled
from warehouse_app.inbound.buying.commands import draft_order, save_supplier, send_order
from warehouse_app.inbound.buying.rules import SupplierFields, WantedLine
from warehouse_app.orders.commands import cancel_order
from warehouse_app.orders.files import OrderStatus
from warehouse_app.packing.tables import ParcelMaterial
from warehouse_app.picking.tables import Parcel, Wave
from warehouse_app.restock.rehearsing.reading import read_ground, read_model
from warehouse_app.restock.rehearsing.rules import Goal, Source
from warehouse_app.restock.tables import PastSale, RestockTerms
from warehouse_app.store.tables import ImportFile
from warehouse_app.store.warehouse import Tx, Warehouse
