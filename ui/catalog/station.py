"""The catalogue station: products, their SKUs and codes, labels for goods, and the lists of what goes off sale and back on."""

from __future__ import annotations

from ui.tabbed import PageEntry, TabbedStation


class CatalogStation(TabbedStation):
    """Products first."""

    name = "catalog"
    title_code = "catalog.title"
    icon = "tag"
    entries = (
        PageEntry("products", "catalog.tab_products", "ui.catalog.products_page", "ProductsPage"),
        PageEntry("selling", "catalog.tab_selling", "ui.catalog.selling_page", "SellingPage"),
    )
