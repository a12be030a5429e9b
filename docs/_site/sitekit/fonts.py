"""Web fonts: the characters that the pages use, cut out of fonts that pip installs, as woff2.

Serif for what a person wrote, sans for the interface, monospace for what a program computed.
A font that is not installed is left out: the style sheet names others to fall back on.
"""

import hashlib
import tempfile
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from fontTools import subset

FACES = {
    "serif.woff2": ("font_source_serif_pro", "files/SourceSerifPro-Regular.ttf"),
    "serif-italic.woff2": ("font_source_serif_pro", "files/SourceSerifPro-It.ttf"),
    "serif-semibold.woff2": ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
    "sans.woff2": ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    "sans-semibold.woff2": ("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf"),
    "mono.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"),
    "mono-bold.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono-Bold.ttf"),
}
CHARACTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "–—‘’“”…−×·⋯→←↑↓≤≥≈≠∂∞√²³⁴αβεηθ"


def web_fonts() -> dict[str, bytes]:
    """Each face by the name of its file; what was cut once is kept in the folder for temporary files."""
    faces = {}
    for name, (package, path) in FACES.items():
        spec = find_spec(package)
        source = Path(spec.origin).parent / path if spec and spec.origin else None
        if source and source.is_file():
            faces[name] = _cut(source)
    return faces


def _cut(source: Path) -> bytes:
    data = source.read_bytes()
    digest = hashlib.sha256(data + CHARACTERS.encode()).hexdigest()[:24]
    kept = Path(tempfile.gettempdir()) / f"dezero-site-{digest}.woff2"
    if kept.exists():
        return kept.read_bytes()
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "tnum", "ccmp", "mark"])
    font = subset.load_font(BytesIO(data), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    result = BytesIO()
    subset.save_font(font, result, options)
    kept.write_bytes(result.getvalue())
    return result.getvalue()
