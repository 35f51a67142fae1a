"""Raw jobs through the spooler of Windows (winspool.drv, ``StartDocPrinter`` with the data type RAW).

Written after Microsoft's documentation of the print spooler API; not tried on a Windows machine.
"""

from __future__ import annotations

import sys

from warehouse_app.errors import Conflict, NotFound

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _DocInfo(ctypes.Structure):
        _fields_ = (("name", wintypes.LPWSTR), ("output", wintypes.LPWSTR), ("kind", wintypes.LPWSTR))

    def spool(printer: str, queue: str, data: bytes) -> None:
        """Hand one job to a queue. Raises NotFound ``dispatch.printer_missing``, Conflict ``printing.queue_refused``."""
        spooler = ctypes.WinDLL("winspool.drv", use_last_error=True)
        handle = wintypes.HANDLE()
        if not spooler.OpenPrinterW(ctypes.c_wchar_p(queue), ctypes.byref(handle), None):
            raise NotFound("dispatch.printer_missing", printer=printer)
        try:
            about = _DocInfo("Packdesk", None, "RAW")
            if not spooler.StartDocPrinterW(handle, 1, ctypes.byref(about)):
                raise Conflict("printing.queue_refused", printer=printer)
            taken = wintypes.DWORD()
            spooler.StartPagePrinter(handle)
            whole = spooler.WritePrinter(handle, data, len(data), ctypes.byref(taken)) and taken.value == len(data)
            spooler.EndPagePrinter(handle)
            if not whole:
                spooler.AbortPrinter(handle)
                raise Conflict("printing.queue_refused", printer=printer)
            if not spooler.EndDocPrinter(handle):
                raise Conflict("printing.queue_refused", printer=printer)
        finally:
            spooler.ClosePrinter(handle)

else:

    def spool(printer: str, queue: str, data: bytes) -> None:
        """There is no such spooler here."""
        raise NotFound("dispatch.printer_missing", printer=printer)
