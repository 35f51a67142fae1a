"""Draws the sample shop's pictures: one flat drawing per product and colour, 256 x 256 pixels.

For whoever changes the sample shop: ``QT_QPA_PLATFORM=offscreen python -m resources.draw_sample_pictures``. The pictures are
kept in the repository; the running program only reads them.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QPainterPath, QPen

from resources.make_sample_shop import PICTURES

SIDE = 256
Draw = Callable[[QPainter, QColor], None]

COLOURS = {
    "scarf_cream": "#efe3cc", "scarf_wine": "#8e2f3f", "scarf_navy": "#2c4168",
    "cardigan_oat": "#d9c3a0", "cardigan_green": "#2f5d4c",
    "beanie_mustard": "#d9a12e", "beanie_grey": "#8d949c", "beanie_brick": "#b5513c",
    "tote_natural": "#eadfc6", "tote_black": "#33363b", "tote_olive": "#6b7145",
    "flask_blue": "#7fa3bd", "flask_cream": "#f3ead8", "flask_pink": "#eab4bf",
    "mug_white": "#f7f6f2", "mug_teal": "#3f9a9a", "mug_mustard": "#cf9f2c",
    "candle_cedar": "#3e6b57", "candle_orange": "#ea9550",
    "notebook_blue": "#7cb9de", "notebook_orange": "#ee8c45", "notebook_kraft": "#bf9a6d",
}  # fmt: skip


def shade(colour: QColor, percent: int) -> QColor:
    """Darker below 100, lighter above; neighbours of the same hue make the flat drawing read as a thing."""
    return colour.lighter(percent) if percent >= 100 else colour.darker(10000 // percent)


def fill(painter: QPainter, colour: QColor, path: QPainterPath) -> None:
    """A filled shape without an outline."""
    painter.fillPath(path, colour)


def box(x: float, y: float, width: float, height: float, radius: float = 0) -> QPainterPath:
    """A rectangle with rounded corners."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    return path


def shape(*points: tuple[float, float]) -> QPainterPath:
    """A closed shape with straight edges."""
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    path.closeSubpath()
    return path


def curve(*points: tuple[float, float]) -> QPainterPath:
    """An open line through one start point and pairs of control and end points."""
    path = QPainterPath(QPointF(*points[0]))
    for control, end in zip(points[1::2], points[2::2], strict=True):
        path.quadTo(QPointF(*control), QPointF(*end))
    return path


def stroke(painter: QPainter, colour: QColor, width: float, path: QPainterPath) -> None:
    """A line with round ends."""
    painter.strokePath(path, QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))


def scarf(painter: QPainter, colour: QColor) -> None:
    """Wound once, both ends hanging."""
    for x, top, length in ((138, 108, 104), (98, 116, 78)):
        fill(painter, shade(colour, 88 if x > 120 else 100), box(x, top, 40, length, 4))
        stripe = shade(colour, 70)
        fill(painter, stripe, box(x, top + length - 34, 40, 6))
        fill(painter, stripe, box(x, top + length - 22, 40, 6))
        for fringe in range(5):
            stroke(
                painter,
                shade(colour, 80),
                3,
                shape((x + 4 + fringe * 8, top + length), (x + 4 + fringe * 8, top + length + 10)),
            )
    loop = QPainterPath()
    loop.addEllipse(QRectF(60, 48, 136, 84))
    hole = QPainterPath()
    hole.addEllipse(QRectF(88, 54, 80, 38))
    fill(painter, colour, loop.subtracted(hole))
    fill(painter, shade(colour, 62), hole)
    for lift in (0, 16):
        stroke(painter, shade(colour, 84), 3, curve((72, 96 + lift), (128, 128 + lift), (184, 96 + lift)))


def cardigan(painter: QPainter, colour: QColor) -> None:
    """Open at the neck, five buttons, ribbed hem."""
    sleeve = shade(colour, 90)
    fill(painter, sleeve, shape((88, 62), (58, 78), (34, 176), (62, 186), (90, 116)))
    fill(painter, sleeve, shape((168, 62), (198, 78), (222, 176), (194, 186), (166, 116)))
    fill(painter, colour, shape((88, 58), (108, 52), (128, 96), (148, 52), (168, 58), (176, 196), (80, 196)))
    fill(painter, shade(colour, 76), box(79, 194, 98, 16, 4))
    for cuff in (((33, 174), (63, 184), (60, 196), (30, 186)), ((223, 174), (193, 184), (196, 196), (226, 186))):
        fill(painter, shade(colour, 76), shape(*cuff))
    fill(painter, shade(colour, 58), shape((108, 52), (128, 96), (148, 52), (128, 58)))
    stroke(painter, shade(colour, 76), 6, shape((128, 97), (128, 206)))
    for button in range(5):
        painter.setBrush(QColor("#fbf7ee"))
        painter.setPen(QPen(shade(colour, 60), 1.5))
        painter.drawEllipse(QPointF(128, 112 + button * 21), 4.5, 4.5)


def beanie(painter: QPainter, colour: QColor) -> None:
    """Ribbed, turned up, with a pompom."""
    pompom = QPainterPath()
    pompom.addEllipse(QPointF(128, 58), 24, 24)
    dome = QPainterPath(QPointF(58, 166))
    dome.cubicTo(QPointF(54, 40), QPointF(202, 40), QPointF(198, 166))
    dome.closeSubpath()
    fill(painter, shade(colour, 118), pompom)
    fill(painter, colour, dome)
    painter.setClipPath(dome)
    for rib in range(-3, 4):
        stroke(painter, shade(colour, 86), 4, curve((128 + rib * 6, 66), (128 + rib * 24, 100), (128 + rib * 22, 170)))
    painter.setClipping(False)
    fill(painter, shade(colour, 84), box(48, 152, 160, 44, 14))
    for rib in range(11):
        stroke(painter, shade(colour, 70), 3, shape((60 + rib * 13.6, 160), (60 + rib * 13.6, 188)))


def tote(painter: QPainter, colour: QColor) -> None:
    """A canvas bag with two handles and a label."""
    stroke(painter, shade(colour, 66), 9, curve((96, 104), (92, 30), (128, 30), (164, 30), (160, 104)))
    fill(painter, colour, shape((56, 92), (200, 92), (208, 212), (48, 212)))
    fill(painter, shade(colour, 88), shape((56, 92), (200, 92), (201, 108), (55, 108)))
    stroke(painter, shade(colour, 80), 9, curve((96, 100), (92, 40), (128, 40), (164, 40), (160, 100)))
    fill(painter, shade(colour, 82), box(104, 140, 48, 30, 4))
    stroke(
        painter,
        shade(colour, 125 if colour.lightness() < 120 else 108),
        4,
        curve((114, 157), (121, 146), (128, 156), (135, 164), (142, 152)),
    )


def flask(painter: QPainter, colour: QColor) -> None:
    """A vacuum bottle, lid on."""
    steel = QColor("#b8c0c6")
    fill(painter, shade(colour, 74), box(98, 34, 60, 40, 10))
    fill(painter, steel, box(94, 72, 68, 10))
    fill(painter, colour, box(84, 80, 88, 140, 20))
    fill(painter, shade(colour, 112), box(96, 96, 10, 96, 5))
    fill(painter, shade(colour, 86), box(148, 92, 24, 116, 12))
    fill(painter, steel, box(96, 212, 64, 8, 4))


def mug(painter: QPainter, colour: QColor) -> None:
    """Seen from a little above, steam rising."""
    stroke(painter, shade(colour, 82), 15, curve((176, 112), (224, 112), (220, 146), (214, 182), (168, 182)))
    fill(painter, colour, box(64, 92, 122, 122, 26))
    fill(painter, colour, box(64, 92, 122, 60, 4))
    fill(painter, shade(colour, 88), box(160, 104, 26, 92, 13))
    rim, coffee = QPainterPath(), QPainterPath()
    rim.addEllipse(QRectF(64, 80, 122, 28))
    coffee.addEllipse(QRectF(73, 85, 104, 18))
    fill(painter, shade(colour, 94), rim)
    fill(painter, QColor("#6b4630"), coffee)
    for x in (104, 130, 156):
        stroke(painter, QColor(255, 255, 255, 170), 5, curve((x, 70), (x - 12, 60), (x, 50), (x + 12, 40), (x, 30)))


def candle(painter: QPainter, colour: QColor) -> None:
    """In a glass with a label, lit."""
    halo, flame = QPainterPath(), QPainterPath(QPointF(128, 38))
    halo.addEllipse(QPointF(128, 66), 40, 40)
    flame.cubicTo(QPointF(152, 68), QPointF(144, 86), QPointF(128, 86))
    flame.cubicTo(QPointF(112, 86), QPointF(104, 68), QPointF(128, 38))
    fill(painter, QColor(255, 214, 102, 90), halo)
    stroke(painter, QColor("#4a3b32"), 4, shape((128, 82), (128, 104)))
    fill(painter, QColor("#ffc94d"), flame)
    fill(painter, shade(colour, 80), box(66, 100, 124, 116, 16))
    fill(painter, colour, box(66, 112, 124, 104, 16))
    fill(painter, shade(colour, 116), box(76, 120, 8, 80, 4))
    fill(painter, QColor("#fbf4e4"), box(96, 140, 64, 48, 5))
    stroke(painter, colour, 4, shape((108, 156), (148, 156)))
    stroke(painter, colour, 4, shape((116, 170), (140, 170)))


def notebook(painter: QPainter, colour: QColor) -> None:
    """Sewn, with an elastic band and a ribbon."""
    stroke(painter, shade(colour, 60), 6, shape((106, 206), (106, 232)))
    fill(painter, QColor("#fbf7ee"), box(70, 42, 126, 176, 6))
    fill(painter, colour, box(62, 38, 126, 176, 8))
    fill(painter, shade(colour, 82), box(62, 38, 20, 176, 8))
    fill(painter, QColor("#fffaf0"), box(100, 72, 60, 40, 4))
    for y in (86, 98):
        stroke(painter, shade(colour, 78), 3, shape((110, y), (150, y)))
    fill(painter, shade(colour, 60), box(168, 38, 7, 176))


THINGS: dict[str, Draw] = {
    "scarf": scarf, "cardigan": cardigan, "beanie": beanie, "tote": tote,
    "flask": flask, "mug": mug, "candle": candle, "notebook": notebook,
}  # fmt: skip


def backdrop(colour: QColor) -> QColor:
    """A pale tint that never swallows the thing: cool behind warm colours, warm behind cool ones."""
    warm = colour.hsvSaturation() > 25 and (colour.hue() < 75 or colour.hue() > 320)
    return QColor("#dbe6ea" if warm else "#f1e4d3")


def picture(name: str) -> QImage:
    """One product in its colour."""
    colour = QColor(COLOURS[name])
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(backdrop(colour))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shadow = QPainterPath()
    shadow.addEllipse(QRectF(52, 206, 152, 26))
    painter.fillPath(shadow, QColor(60, 50, 40, 36))
    THINGS[name.split("_", maxsplit=1)[0]](painter, colour)
    painter.end()
    return image


def main() -> None:
    """Renews every picture."""
    app = QGuiApplication([])
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name in COLOURS:
        if not picture(name).save(str(PICTURES / f"{name}.png")):
            raise OSError(f"{name}.png could not be written to {PICTURES}")
    app.quit()


if __name__ == "__main__":
    main()
