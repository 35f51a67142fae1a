"""The goods-in station: from the supplier's van to the shelf, and what is ordered, sent back and owed."""

from __future__ import annotations

from ui.tabbed import PageEntry, TabbedStation


class InboundStation(TabbedStation):
    """Receiving first: that is where a van is waiting."""

    name = "inbound"
    title_code = "inbound.title"
    icon = "inbound"
    entries = (
        PageEntry("receive", "inbound.tab_receive", "ui.inbound.receiving.page", "ReceivePage"),
        PageEntry("put_away", "inbound.tab_put_away", "ui.inbound.put_away.page", "PutAwayPage"),
        PageEntry("orders", "inbound.tab_orders", "ui.inbound.buying.page", "PurchaseOrdersPage"),
        PageEntry("back", "inbound.tab_back", "ui.inbound.sendback.page", "GoodsBackPage"),
        PageEntry("suppliers", "inbound.tab_suppliers", "ui.inbound.suppliers.page", "SuppliersPage"),
    )
