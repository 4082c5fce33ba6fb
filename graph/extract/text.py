"""Stage 4, core: bytes to text. Every file of text can be read; what is no text is refused, not guessed."""

import codecs

from graph.extract.request import LimitExceeded

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE_BYTES = 8192  # enough to tell UTF-16 from binary content
_UTF16_SHARE = 0.6  # of SQL in UTF-16, nearly every second byte is NUL; comments in other scripts lower the share
# Control characters that no text has: all below the space but tab, the line ends, form feed, backspace, escape, ^Z.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\b\x1a\x1b"))
_CONTROL_SHARE = 0.02  # a stray control character is no reason to refuse a file


def decode(data: bytes) -> str:
    """The text, without its byte order mark, line ends as they are.

    A byte order mark decides; else the pattern of NULs tells UTF-16; else UTF-8; else cp1252, with Latin-1 for the
    bytes that it leaves open. What a marked or UTF-16 text cannot mean becomes U+FFFD.
    Raises `LimitExceeded("binary")` for content that is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, "replace"))
    sample = data[:_SAMPLE_BYTES]
    encoding_without_mark = _utf16(sample)
    if encoding_without_mark:
        return _checked(data.decode(encoding_without_mark, "replace"))
    if len(sample) - len(sample.translate(None, _CONTROLS)) > _CONTROL_SHARE * len(sample):
        raise LimitExceeded("binary", "control characters")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _western(data)


def _utf16(sample: bytes) -> str:
    """The encoding if the sample is UTF-16 without a mark: NULs on one side of the pairs, hardly any on the other."""
    pairs = len(sample) // 2
    if pairs == 0 or b"\0" not in sample:
        return ""
    high, low = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    for nuls, others, encoding in ((low, high, "utf-16-le"), (high, low, "utf-16-be")):
        if nuls >= _UTF16_SHARE * pairs and others <= 0.02 * pairs:
            return encoding
    return ""


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _checked(text: str) -> str:
    sample = text[:_SAMPLE_BYTES]
    if sample.count("\0") + sample.count("\ufffd") > _CONTROL_SHARE * len(sample):
        raise LimitExceeded("binary", "not the text that its byte order mark says")
    return text
