"""Photos as evidence: when and where they were taken, what they look like, and whether they were handed in before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import GPS, IFD, Base

from luoshi.kernel.today import CHINA

from .domain.photos import bands, look_of, nearest
from .models import Evidence

MOST_PIXELS = 120_000_000


@dataclass(frozen=True)
class Photo:
    """``taken_at`` and the place (WGS84) as the camera wrote them; None where it wrote nothing or nonsense."""

    taken_at: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    look: str = ""


def photo_of(upload: UploadedFile[Any]) -> Photo:
    """What the picture says of itself; nothing of what cannot be read as a picture."""
    try:
        upload.seek(0)
        with Image.open(upload) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return Photo()
            exif = picture.getexif()
            picture.draft("L", (90, 80))
            grey = picture.convert("L").resize((9, 8), Image.Resampling.BOX)
            lon, lat = _place(exif.get_ifd(IFD.GPSInfo))
            return Photo(_taken(exif), lon, lat, look_of(list(grey.tobytes())))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return Photo()
    finally:
        upload.seek(0)


def _taken(exif: Image.Exif) -> datetime | None:
    words = exif.get_ifd(IFD.Exif).get(Base.DateTimeOriginal) or exif.get(Base.DateTime)
    try:
        return datetime.strptime(str(words).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None


def _place(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    try:
        lat, lon = (_degrees(gps[key]) for key in (GPS.GPSLatitude, GPS.GPSLongitude))
        lat = -lat if gps.get(GPS.GPSLatitudeRef) == "S" else lat
        lon = -lon if gps.get(GPS.GPSLongitudeRef) == "W" else lon
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon) else (None, None)


def _degrees(parts: Sequence[Any]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return round(degrees + minutes / 60 + seconds / 3600, 6)


def used_before(files: Sequence[Evidence]) -> dict[int, list[Evidence]]:
    """File -> the same file or picture in other reports, earlier or later. Two queries."""
    parts = [part for file in files for part in bands(file.look)]
    wanted = Q(sha256__in={file.sha256 for file in files}) | Q(looks__part__in=parts)
    others = list(Evidence.objects.filter(wanted).distinct().select_related("report__task__lead").order_by("pk"))
    found: dict[int, list[Evidence]] = {}
    for file in files:
        near = set(nearest(file.look, {other.look for other in others if other.look})) if file.look else set()
        same = [
            other
            for other in others
            if other.report_id != file.report_id and (other.sha256 == file.sha256 or other.look in near)
        ]
        if same:
            found[file.pk] = same
    return found
