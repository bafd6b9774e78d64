"""Small files that cost much, or that break what reads them."""

from __future__ import annotations

from pathlib import Path

FRONT_MATTERS = {
    "date": "date: 2024-02-30",
    "number": f"size: {'9' * 5000}",
    "nested": f"tags: {'[' * 2000}",
    "no number": 'size: !!int ""',
    "binary": "size: 0b",
    "no date": "day: !!timestamp x",
}

MESSAGES = {
    "charset": b"Content-Type: text/plain; charset*=utf\x00'en'abc\n",
    "idna": b"Content-Type: text/plain\n"
    b"Content-Disposition: inline; filename*0*=idna''%ff%fe; x=y\n",
}


def pdf_that_draws_itself() -> bytes:
    """A page whose form draws itself twice, and so on."""
    drawn = "<< /XObject << /A 5 0 R >> >>"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources {drawn} /Contents 4 0 R >>",
        "<< /Length 5 >>\nstream\n/A Do\nendstream",
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources {drawn} /Length 11 >>\n"
        "stream\n/A Do /A Do\nendstream",
    ]
    data = "%PDF-1.4\n"
    table = ""
    for number, body in enumerate(objects, start=1):
        table += f"{len(data):010} 00000 n \n"
        data += f"{number} 0 obj\n{body}\nendobj\n"
    size = len(objects) + 1
    return (
        f"{data}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode("ascii")


def rows(path: Path, count: int) -> Path:
    """A file of so many documents."""
    path.write_text("".join(f'{{"text": "Row {number}."}}\n' for number in range(count)))
    return path
