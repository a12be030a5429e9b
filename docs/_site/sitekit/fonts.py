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

from stepkit.files import write_whole

FACES = {
    "serif.woff2": ("font_source_serif_pro", "files/SourceSerifPro-Regular.ttf"),
    "serif-italic.woff2": ("font_source_serif_pro", "files/SourceSerifPro-It.ttf"),
    "serif-semibold.woff2": ("font_source_serif_pro", "files/SourceSerifPro-Semibold.ttf"),
    "sans.woff2": ("font_source_sans_pro", "files/SourceSansPro-Regular.ttf"),
    "sans-semibold.woff2": ("font_source_sans_pro", "files/SourceSansPro-Semibold.ttf"),
    "mono.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono.ttf"),
    "mono-bold.woff2": ("matplotlib", "mpl-data/fonts/ttf/DejaVuSansMono-Bold.ttf"),
}
CHARACTERS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "–—‘’“”…−×·⋯→←↑↓≤≥≈≠∂∞√²³⁴⁸⁹₀₁ˣ′″αβεηθπΔ"
)


def web_fonts() -> dict[str, bytes]:
    """Each face by the name of its file; what was cut once is kept in the folder for temporary files."""
    return {name: _cut(source) for name, source in installed_fonts().items()}


def installed_fonts() -> dict[str, Path]:
    """Those of the fonts that pip has installed, each by the name of the file that is cut out of it."""
    sources = {}
    for name, (package, path) in FACES.items():
        spec = find_spec(package)
        source = Path(spec.origin).parent / path if spec and spec.origin else None
        if source and source.is_file():
            sources[name] = source
    return sources


def _cut(source: Path) -> bytes:
    data = source.read_bytes()
    digest = hashlib.sha256(data + CHARACTERS.encode()).hexdigest()[:24]
    kept = Path(tempfile.gettempdir()) / f"dezero-site-{digest}.woff2"
    if kept.exists() and _is_whole(face := kept.read_bytes()):
        return face
    options = subset.Options(flavor="woff2", layout_features=["kern", "liga", "tnum", "ccmp", "mark"])
    font = subset.load_font(BytesIO(data), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=CHARACTERS)
    cutter.subset(font)
    result = BytesIO()
    subset.save_font(font, result, options)
    write_whole(kept, result.getvalue())
    return result.getvalue()


def _is_whole(face: bytes) -> bool:
    """Whether this is a woff2 file as long as its head says: anything may lie in a folder that all share."""
    return face[:4] == b"wOF2" and int.from_bytes(face[8:12]) == len(face)
