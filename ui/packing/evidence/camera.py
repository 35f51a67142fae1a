"""The camera of this computer, opened while the packing station is shown. Qt's multimedia is in the Addons: imported late."""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from ui.sounds import addon

log = logging.getLogger(__name__)

_AGAIN_MS = 3_000
_PREVIEW_EVERY = 3
"""Every so many frames one is shown: the picture need not be a film."""


def camera_names() -> list[str]:
    """The cameras of this computer, as they call themselves."""
    multimedia = _multimedia()
    return [] if multimedia is None else [device.description() for device in multimedia.QMediaDevices.videoInputs()]


class Camera(QObject):
    """Signals: ``taken(QImage)`` after ``take``; ``missed()`` when that came to nothing; ``seen(QImage)`` while it looks."""

    taken = Signal(QImage)
    missed = Signal()
    seen = Signal(QImage)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._frames = 0
        self._parts: list[Any] = []  # the session with its camera, its capture and its sink; empty while there is none
        self._capture: Any = None
        self._again = QTimer(self, interval=_AGAIN_MS)
        self._again.timeout.connect(self._try_to_open)

    @property
    def there(self) -> bool:
        """Whether a picture can be taken now."""
        return self._capture is not None and bool(self._capture.isReadyForCapture())

    @property
    def wanted(self) -> bool:
        """Whether this computer has one at all."""
        return bool(self._name)

    def use(self, name: str) -> None:
        """Look through this camera from now on; "" for none. One that is unplugged is looked for again."""
        if name == self._name:
            return
        self.stop()
        self._name = name
        if name:
            self._try_to_open()
            self._again.start()

    def stop(self) -> None:
        """Let go of the camera: its light goes out."""
        self._again.stop()
        self._name = ""
        self._close()

    def take(self) -> None:
        """Take a picture; ``taken`` or ``missed`` answers."""
        if self.there:
            self._capture.capture()
        else:
            self.missed.emit()

    # --- inside -----------------------------------------------------------------------------------------------------

    def _try_to_open(self) -> None:
        multimedia = _multimedia()
        if multimedia is None or self._parts:
            return
        device = next((each for each in multimedia.QMediaDevices.videoInputs() if each.description() == self._name), None)
        if device is None:
            return
        camera, session = multimedia.QCamera(device, self), multimedia.QMediaCaptureSession(self)
        capture, sink = multimedia.QImageCapture(self), multimedia.QVideoSink(self)
        session.setCamera(camera)
        session.setImageCapture(capture)
        session.setVideoSink(sink)
        self._parts, self._capture = [camera, session, capture, sink], capture
        capture.imageCaptured.connect(lambda _id, image: self.taken.emit(image.copy()))
        capture.errorOccurred.connect(lambda _id, _error, _text: self.missed.emit())
        camera.errorOccurred.connect(self._failed)
        sink.videoFrameChanged.connect(self._frame)
        camera.start()

    def _failed(self, error: Any, words: str) -> None:
        log.info("the camera failed: %s %s", error, words)
        self._close()

    def _frame(self, frame: Any) -> None:
        self._frames += 1
        if self._frames % _PREVIEW_EVERY == 0 and frame.isValid():
            self.seen.emit(frame.toImage())

    def _close(self) -> None:
        parts, self._parts, self._capture = self._parts, [], None
        for part in parts:
            part.blockSignals(True)
            part.deleteLater()


def _multimedia() -> Any:
    return addon("QtMultimedia")
