"""The dispatch station: handover, files back and where they differ, parcels followed, claims, earlier handovers."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.bursts import Scan
from ui.desk import Desk
from ui.dispatch.differences import Differences
from ui.dispatch.files_back import FilesBack
from ui.dispatch.follow.claims_page import ClaimsPage
from ui.dispatch.follow.panel import FollowPanel
from ui.dispatch.handover_panel import HandoverPanel
from ui.dispatch.manifests import ManifestBanner
from ui.dispatch.print_queue_page import PrintQueuePage
from ui.dispatch.records import Handovers
from ui.dispatch.verdicts import LOOKS
from ui.language import tr
from ui.station import Station
from ui.widgets.layouts import column
from ui.widgets.tabs import Tabs
from warehouse_app.dispatch.following.queries import open_cases
from warehouse_app.dispatch.handover import HandoverAnswer
from warehouse_app.dispatch.printing.queries import to_look_at
from warehouse_app.dispatch.queries import parcel_courier
from warehouse_app.dispatch.rules import HandoverVerdict
from warehouse_app.dispatch.telling.queries import open_differences
from warehouse_app.dispatch.van.queries import counts
from warehouse_app.orders.due import moments
from warehouse_app.packing.codes import Kind, meanings
from warehouse_app.packing.rules import Command

Page = HandoverPanel | FilesBack | Differences | FollowPanel | ClaimsPage | Handovers | PrintQueuePage
_PARTS = ("handover", "files_back", "differences", "follow", "claims", "handovers")


class DispatchStation(Station):
    """Scan parcels out of the door. A scan belongs to the handover, whichever part is shown; only of a parcel that has left it is
    for the cases, while those are shown.
    """

    name = "dispatch"
    title_code = "dispatch.title"
    icon = "truck"
    topics = frozenset({"handover", "parcels", "orders", "exports", "differences", "follow", "claims", "print_jobs", "printers"})

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.handover = HandoverPanel(desk, self)
        self.files = FilesBack(desk, self)
        self.differences = Differences(desk, self)
        self.follow = FollowPanel(desk, self)
        self.claims = ClaimsPage(desk, self)
        self.earlier = Handovers(desk, self)
        self.print_queue = PrintQueuePage(desk, self)
        self.manifest = ManifestBanner(desk, self)
        self.tabs = Tabs(self)
        self._pages: tuple[Page, ...] = (
            self.handover, self.files, self.differences, self.follow, self.claims, self.earlier, self.print_queue,
        )  # fmt: skip
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._refresh_now)
        inside = column(self, gap=2, margin=4)
        inside.addWidget(self.manifest)
        for page, code in zip(self._pages[:-1], _PARTS, strict=True):
            self.tabs.add(page, f"dispatch.tab_{code}")
        self._queue_tab = self.tabs.add(self.print_queue, "printing.tab_queue")
        inside.addWidget(self.tabs)
        self._connect()

    def _connect(self) -> None:
        self.handover.answered.connect(self._answer)
        self.handover.closed.connect(self._closed)
        self.handover.count_asked.connect(self._count)
        self.follow.files_asked.connect(lambda: self.goto.emit("intake"))
        self.follow.claim_made.connect(lambda: self.tabs.setCurrentWidget(self.claims))
        self.earlier.manifest_asked.connect(self.manifest.show_manifest)
        self.print_queue.printers_asked.connect(lambda: self.goto.emit("couriers/printers"))
        self.tabs.currentChanged.connect(lambda _: self.refresh())

    # --- showing ----------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again what is shown, once the answer to the scan that changed it is on the screen."""
        self._soon.start()

    def _refresh_now(self) -> None:
        self._pages[self.tabs.currentIndex()].refresh()
        n = self.desk.read(to_look_at)
        self.tabs.name(self._queue_tab, "printing.tab_queue_look" if n else "printing.tab_queue", n=n)
        today = self.desk.warehouse.clock().astimezone().date()
        waiting = {"differences": self.desk.read(open_differences), "follow": self.desk.read(open_cases, today)[0]}
        for part, n in waiting.items():
            code = f"dispatch.tab_{part}_open" if n else f"dispatch.tab_{part}"
            self.tabs.name(_PARTS.index(part), code, n=n)

    # --- scanning ---------------------------------------------------------------------------------------------------

    def take_scan(self, scan: Scan) -> None:
        """A parcel goes into the open handover; with none open, its own courier's is opened first."""
        codes = (scan.text, *scan.alternatives)
        if self.tabs.currentWidget() is self.follow and self.follow.take_code(codes):
            return
        self.tabs.setCurrentWidget(self.handover)
        if Command.CONFIRM in codes:
            self.handover.ask_close()
        elif Command.UNDO in codes:
            self.handover.take_out()
        elif self.handover.handover is not None or self._open_for(codes):
            self.handover.scan(codes)

    def _open_for(self, codes: tuple[str, ...]) -> bool:
        """Open the handover of the courier the scanned parcel belongs to; say so when there is no such parcel."""
        self.handover.refresh()
        if self.handover.handover is not None:
            return True
        with self.desk.warehouse.reading() as session:
            found = meanings(session.connection(), codes)
            parcel = next((meaning for meaning in found if meaning.kind is Kind.PARCEL), None)
            courier, state = parcel_courier(session, parcel.id) if parcel is not None else ("", "")
        if state != "packed":
            void = bool(found) and found[0].kind is Kind.VOID
            wanted = HandoverVerdict.OLD_LABEL if void else HandoverVerdict.WAYBILL_WANTED
            self._refuse(HandoverVerdict.UNPACKED if state == "open" else wanted, codes[0])
            return False
        self.handover.choose(courier)
        return self.handover.handover is not None

    def _refuse(self, verdict: HandoverVerdict, code: str) -> None:
        tone, sound = LOOKS[verdict]
        self.answered.emit(tone, f"dispatch.verdict_{verdict}", {"scanned": code, "count": 0}, sound)

    def _answer(self, answer: HandoverAnswer) -> None:
        tone, sound = LOOKS[answer.verdict]
        fields = {"courier": "", "wanted": "", "reason": "", **answer.fields, "scanned": answer.code, "count": answer.count}
        self.answered.emit(tone, f"dispatch.verdict_{answer.verdict}", fields, sound)

    def _count(self) -> None:
        """Say what waits for each courier, and put it on paper."""
        now = self.desk.warehouse.clock()
        rows = self.desk.read(lambda session: counts(session, moments(session, now).midnight))
        waiting = [tr("van.count_courier", courier=row.courier, n=row.packed) for row in rows if row.packed]
        unpacked = sum(row.unpacked for row in rows)
        if not rows:
            self.answered.emit("information", "van.nothing_waits", {}, "warn")
            return
        fields = {"words": tr("van.count_between").join(waiting) or "0", "n": unpacked}
        code = "van.counted_unpacked" if unpacked else "van.counted"
        self.answered.emit("information", code, fields, "opened")
        self.desk.sounds.speak(tr(code, **fields), level="counts")
        self.manifest.make_counts()

    # --- papers -----------------------------------------------------------------------------------------------------

    def _closed(self, handover_id: int) -> None:
        self.answered.emit("complete", "dispatch.closed", {}, "complete")
        self.manifest.make(handover_id)
        self.refresh()
