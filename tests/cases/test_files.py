"""What is taken in as a file, what is refused and how, and that pictures are kept without their location."""

import io
import struct
import time
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from cases.files import FILE_LIMIT, KINDS, BadFile, check_together, check_upload, safe_display_name
from cases.files.limits import EXPANDED_LIMIT, MB, PIXEL_LIMITS
from cases.files.pictures import ORIENTATION

GPS, MAKE = 0x8825, 0x010F
WORD_TYPES = '<Types><Override ContentType="application/vnd...wordprocessingml.document.main+xml"/></Types>'
MAIL = b"Received: from x\r\n by y\r\nFrom: Robin <robin@example.com>\r\nSubject: Again\r\n\r\nCall me.\r\n"


def check(name, content):
    return check_upload(name, io.BytesIO(content), len(content))


def refusal(name, content):
    with pytest.raises(BadFile) as refused:
        check(name, content)
    return str(refused.value)


def outcome(name, content):
    try:
        return f"{check(name, content).name} is kept"
    except BadFile as refused:
        return str(refused)


def picture(image_format="JPEG", size=(40, 30), mode="RGB", **how):
    content = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(content, image_format, **how)
    return content.getvalue()


def archive(parts=None, *, kind="docx", compression=zipfile.ZIP_DEFLATED):
    main = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression, compresslevel=1) as whole:
        for name, part in ({"[Content_Types].xml": WORD_TYPES, main: "<document/>"} | (parts or {})).items():
            whole.writestr(name, part)
    return content.getvalue()


def ftyp(brand, *compatible):
    brands = brand + b"\0\0\0\0" + b"".join(compatible)
    return struct.pack(">I", len(brands) + 8) + b"ftyp" + brands + b"\0\0\0\x08mdat"


GOOD = {
    "jpg": picture(),
    "png": picture("PNG", mode="RGBA"),
    "webp": picture("WEBP"),
    "heic": ftyp(b"mif1", b"mif1", b"heic"),
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
    "txt": "\ufeffRobin called at 9:02.\r\n\tשלום 😀\n".encode(),
    "eml": MAIL,
    "docx": archive(),
    "xlsx": archive(kind="xlsx"),
    "mp3": b"\xff\xfb\x90\x64" + b"\0" * 400,
    "m4a": ftyp(b"M4A ", b"isom"),
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 24,
    "mp4": ftyp(b"isom", b"mp41"),
}


# --- The allow-list ----------------------------------------------------------------------------------------------


def test_the_list_is_the_thirteen_kinds_that_were_agreed():
    assert set(KINDS) == set(GOOD)
    assert not any("html" in kind.content_type or "svg" in kind.content_type for kind in KINDS.values())


@pytest.mark.parametrize("extension", GOOD)
def test_a_file_that_is_what_its_name_says_is_taken_in(extension):
    upload = check(f"Call of May 4.{extension.upper()}", GOOD[extension])

    assert (upload.extension, upload.content_type) == (extension, KINDS[extension].content_type)
    assert upload.name == f"Call of May 4.{extension.upper()}"
    assert upload.content.tell() == 0
    assert upload.size == len(upload.content.read()) > 0


@pytest.mark.parametrize("extension", [ending for ending in GOOD if KINDS[ending].kind != "image" or ending == "heic"])
def test_what_is_not_a_picture_is_kept_byte_for_byte(extension):
    assert check(f"a.{extension}", GOOD[extension]).content.read() == GOOD[extension]


@pytest.mark.parametrize("name", ["scan.jpeg", "SCAN.JPEG", "scan.jpg.", "evil.html.jpg"])
def test_a_jpg_is_one_by_its_last_ending_however_it_is_spelled(name):
    assert check(name, GOOD["jpg"]).extension == "jpg"


# A saved email is plain text as well, and some phones give a sound file the mark of a film.
ALIKE = {("txt", "eml"), ("m4a", "mp4")}
MISNAMED = [(name, content) for name in GOOD for content in GOOD if name != content and (name, content) not in ALIKE]


@pytest.mark.parametrize(("extension", "other"), MISNAMED)
def test_a_file_under_the_name_of_another_kind_is_refused(extension, other):
    assert f"a.{extension} is " in refusal(f"a.{extension}", GOOD[other])


@pytest.mark.parametrize(
    "name",
    ["evil.svg", "evil.html", "evil.png.html", "page.htm", "run.exe", "old.doc", "macro.docm", "a.zip", ".htaccess",
     "noending", "", "jpg", "\u202egpj.exe", "a.jpg/", "a.jpg\0.exe"],
)  # fmt: skip
def test_a_name_off_the_list_is_refused_whatever_it_holds(name):
    assert "is not a kind of file we can keep. Choose one of these: jpg, png, webp" in refusal(name, GOOD["jpg"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", b"MZ\x90\0" + b"\0" * 200),
        ("a.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 200),
        ("a.txt", b"MZ\x90\0" + b"\0" * 200),
        ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("a.txt", b"\xef\xbb\xbf  <!DOCTYPE html><html>"),
        ("a.txt", b"hello <script>alert(1)</script>"),
        ("a.txt", b"<?xml version='1.0'?><svg xmlns='x'/>"),
        ("a.txt", b"<svg onload=alert(1)>"),
        ("a.png", b"<svg onload=alert(1)>"),
        ("a.pdf", b"\n%PDF-1.7"),
        ("a.eml", b"<html>From: x</html>"),
        ("a.mp3", "hi there".encode("utf-16")),
        ("a.mp3", b"\xff\xf1\x50\x80" + b"\0" * 400),
        ("a.heic", ftyp(b"mif1", b"avif")),
        ("a.mp4", ftyp(b"qt  ")),
        ("a.docx", b"PK"),
    ],
)
def test_programs_markup_and_other_content_under_a_harmless_name_are_refused(name, content):
    assert refusal(name, content).startswith(f"{name} is not ")


# --- Limits ------------------------------------------------------------------------------------------------------


class Endless(io.RawIOBase):
    """A file of 100 MB that counts how much of it is read."""

    def __init__(self):
        self.place, self.was_read = 0, 0

    def seek(self, offset, whence=0):
        self.place = 100 * MB if whence == 2 else offset
        return self.place

    def tell(self):
        return self.place

    def read(self, size=-1):
        self.was_read += size if size >= 0 else 100 * MB
        return b"\0" * size


def test_a_file_over_the_limit_is_refused_by_name_before_it_is_read():
    content = Endless()

    with pytest.raises(BadFile, match="^call.mp3 is larger than 20 MB. Choose a smaller file$"):
        check_upload("call.mp3", content, size=3)

    assert content.was_read == 0


def test_a_size_that_is_declared_too_large_is_believed():
    with pytest.raises(BadFile, match="larger than 20 MB"):
        check_upload("a.txt", io.BytesIO(b"short"), size=FILE_LIMIT + 1)


def test_a_file_of_exactly_the_limit_is_taken_in_and_an_empty_one_is_not():
    assert check("a.txt", b"a" * FILE_LIMIT).size == FILE_LIMIT
    assert refusal("a.txt", b"") == "a.txt is empty. Choose a file with something in it"


def test_a_report_carries_ten_files_and_a_hundred_megabytes():
    check_together([10 * MB] * 10)

    with pytest.raises(BadFile, match="can carry 10 files. Remove 2 of them"):
        check_together([1] * 12)
    with pytest.raises(BadFile, match="larger than 100 MB together"):
        check_together([20 * MB] * 5 + [1])


# --- Pictures ----------------------------------------------------------------------------------------------------


def told_on(image_format):
    """A picture that says where and by what it was taken, in every place its format has, turned by a quarter."""
    exif = Image.Exif()
    exif[MAKE], exif[ORIENTATION] = "SpyPhone", 6
    exif.get_ifd(GPS)[1] = "N-secret-latitude"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "SpyPhone")
    how = {"exif": exif.tobytes(), "xmp": b"<x>SpyPhone</x>"}
    return picture(image_format, **how | ({"pnginfo": notes} if image_format == "PNG" else {}))


@pytest.mark.parametrize(("extension", "image_format"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_is_kept_without_its_location_and_still_the_right_way_up(extension, image_format):
    original = told_on(image_format)
    assert b"SpyPhone" in original
    assert b"secret-latitude" in original

    kept = check(f"a.{extension}", original + b"<script>SpyPhone</script>").content.read()

    assert b"SpyPhone" not in kept
    assert b"secret" not in kept
    with Image.open(io.BytesIO(kept)) as after:
        assert dict(after.getexif()) == {ORIENTATION: 6}


@pytest.mark.parametrize(
    ("extension", "how"),
    [
        ("jpg", {"image_format": "JPEG", "quality": 60}),
        ("jpg", {"image_format": "JPEG", "mode": "L"}),
        ("jpg", {"image_format": "JPEG", "mode": "CMYK"}),
        ("jpg", {"image_format": "JPEG", "progressive": True, "comment": "SpyPhone"}),
        ("png", {"image_format": "PNG", "mode": "P"}),
        ("png", {"image_format": "PNG", "mode": "1"}),
        ("png", {"image_format": "PNG", "mode": "LA"}),
        ("webp", {"image_format": "WEBP", "lossless": True}),
        ("webp", {"image_format": "WEBP", "mode": "RGBA"}),
    ],
)
def test_a_picture_looks_the_same_afterwards(extension, how):
    original = picture(**how)
    kept = check(f"a.{extension}", original).content.read()

    before, after = (Image.open(io.BytesIO(content)).convert("RGB").tobytes() for content in (original, kept))
    worst = max(abs(a - b) for a, b in zip(before, after, strict=True))

    assert b"SpyPhone" not in kept
    assert worst <= (8 if extension == "webp" and "lossless" not in how else 4 if extension == "jpg" else 0)


def test_the_second_frame_of_a_phones_jpeg_does_not_make_it_a_film():
    content = io.BytesIO()
    first, second = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    first.save(content, "MPO", save_all=True, append_images=[second])

    with Image.open(check("a.jpg", content.getvalue()).content) as kept:
        assert kept.format == "JPEG"
        assert kept.convert("RGB").getpixel((5, 5))[0] > 200


@pytest.mark.parametrize(("extension", "image_format"), [("png", "PNG"), ("webp", "WEBP")])
def test_a_moving_picture_is_refused_rather_than_cut_to_its_first_frame(extension, image_format):
    content = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue")]
    frames[0].save(content, image_format, save_all=True, append_images=frames[1:])

    assert "is a moving picture. Choose a video" in refusal(f"a.{extension}", content.getvalue())


# --- HEIC: the picture stays as it is, what only tells about it is blanked ------------------------------------------


def box(kind, *parts):
    held = b"".join(parts)
    return struct.pack(">I", len(held) + 8) + kind + held


PICTURE, EXIF, XMP = b"pixels of the picture", b"Exif N-secret-latitude", b"<x>SpyPhone</x>"


def heic(*, version=1, ways=(0, 0, 1), telling=(b"Exif", b"mime"), lengths=None, after=b""):
    """A HEIC with a picture, Exif and XMP, each in the file (0) or in the box beside the list of places (1)."""
    kinds, contents = (b"hvc1", *telling), (PICTURE, EXIF, XMP)
    entries = [box(b"infe", b"\2\0\0\0", struct.pack(">HH", n, 0), kind, b"\0") for n, kind in enumerate(kinds, 1)]
    iinf = box(b"iinf", b"\0\0\0\0", struct.pack(">H", len(entries)), *entries)
    idat = box(b"idat", *(content for content, way in zip(contents, ways, strict=True) if way))

    def places(of_mdat):
        at, rows = {0: of_mdat, 1: 0}, b""
        for number, (content, way) in enumerate(zip(contents, ways, strict=True), 1):
            length = (lengths or {}).get(number, len(content))
            rows += struct.pack(">H", number) + (struct.pack(">H", way) if version else b"") + struct.pack(">H", 0)
            rows += struct.pack(">HII", 1, at[way], length)
            at[way] += len(content)
        return box(b"iloc", bytes([version, 0, 0, 0]), b"\x44\x00", struct.pack(">H", 3), rows)

    def file(of_mdat):
        meta = box(b"meta", b"\0\0\0\0", iinf, places(of_mdat), idat)
        mdat = box(b"mdat", *(content for content, way in zip(contents, ways, strict=True) if not way))
        return box(b"ftyp", b"heic", b"\0\0\0\0", b"mif1heic") + meta + mdat + after

    return file(file(0).index(PICTURE))


@pytest.mark.parametrize("how", [{}, {"version": 0, "ways": (0, 0, 0)}, {"telling": (b"Exif", b"uri ")}])
def test_a_heic_keeps_its_picture_and_not_its_location(how):
    original = heic(**how)
    assert EXIF in original
    assert XMP in original

    kept = check("a.heic", original).content.read()

    assert len(kept) == len(original)
    assert PICTURE in kept
    assert b"secret" not in kept
    assert b"SpyPhone" not in kept
    assert kept.replace(bytes(len(EXIF)), EXIF).replace(bytes(len(XMP)), XMP) == original


@pytest.mark.parametrize(
    "how",
    [
        {"after": box(b"uuid", b"N-secret-latitude")},
        {"after": b"N-secret-latitude"},
        {"lengths": {2: 0}},
        {"lengths": {2: 10_000}},
        {"ways": (0, 0, 2)},
    ],
)
def test_a_heic_whose_location_cannot_be_taken_out_is_refused_with_what_to_do(how):
    original = heic(**how) if how.get("ways") != (0, 0, 2) else heic().replace(b"\0\3\0\1", b"\0\3\0\2")

    sentence = refusal("a.heic", original)

    assert (
        "a.heic is a HEIC picture whose location cannot be taken out. Send it as a JPEG: on an iPhone choose"
        in sentence
    )


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_heic_ends_in_a_sentence(damage):
    content = bytearray(heic())
    for place, value in damage:
        content[place % len(content)] = value

    assert outcome("a.heic", bytes(content)).startswith("a.heic is")


def giant_png(width, height):
    def part(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(b"\0" * 1000)) + part(b"IEND", b"")
    )


@pytest.mark.parametrize("width", [PIXEL_LIMITS["PNG"] // 1000 + 1, 100_000, 60_000_000])
def test_a_flood_of_pixels_is_refused_before_it_is_unpacked(width):
    started = time.process_time()

    assert "a.png has more than 25 megapixels. Choose a smaller picture, or send a screenshot" in refusal(
        "a.png", giant_png(width, 1000)
    )
    assert time.process_time() - started < 1


@pytest.mark.parametrize(("extension", "image_format"), [("jpg", "JPEG"), ("png", "PNG"), ("webp", "WEBP")])
def test_a_picture_cut_short_is_refused(extension, image_format):
    whole = picture(image_format, size=(200, 200))

    assert "cannot be opened as a picture" in refusal(f"a.{extension}", whole[: len(whole) // 2])


@given(st.sampled_from(["jpg", "png", "webp", "heic", "docx", "xlsx", "eml", "txt", "pdf"]), st.data())
def test_damage_anywhere_ends_in_a_sentence_or_a_sound_file(extension, draw):
    content = bytearray(GOOD[extension])
    for place in draw.draw(st.lists(st.integers(0, len(content) - 1), max_size=8)):
        content[place] = draw.draw(st.integers(0, 255))
    cut = draw.draw(st.integers(1, len(content)))

    assert outcome(f"a.{extension}", bytes(content[:cut])).startswith(f"a.{extension} ")


# --- Documents ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"word/vbaProject.bin": b"x"}, "macros"),
        ({"[Content_Types].xml": "<Types>ms-word.document.macroEnabled.main+xml</Types>"}, "macros"),
        ({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0rest"}, "macros or another program"),
        ({"word/media/image1.png": b"MZ\x90"}, "macros or another program"),
        ({"word/embeddings/book.xlsx": archive(kind="xlsx")}, "holds another file inside"),
        ({"word/media/a.gz": b"\x1f\x8b\x08rest"}, "holds another file inside"),
        ({"word/styles.xml": "<!DOCTYPE lolz [<!ENTITY lol 'lol'>]><a>&lol;</a>"}, "is damaged"),
        ({"word/styles.xml": " " * 65_530 + "<!ENTITY lol 'lol'>"}, "is damaged"),
        ({"../../etc/passwd": "x"}, "is damaged"),
        ({"/etc/passwd": "x"}, "is damaged"),
        ({"C:\\evil.txt": "x"}, "is damaged"),
        ({"WORD/document.xml": "x"}, "is damaged"),
    ],
)
def test_a_document_with_macros_files_or_tricks_inside_is_refused(parts, says):
    assert says in refusal("letter.docx", archive(parts))


def test_a_zip_without_the_parts_of_its_kind_is_refused():
    assert "not a whole docx file. Save it again as docx" in refusal("a.docx", archive(kind="xlsx"))
    assert "not a whole xlsx file" in refusal("a.xlsx", archive())
    assert "password or in an old format" in refusal("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600)


def test_a_bomb_is_refused_before_it_is_unpacked_whole():
    bomb = archive({"word/a.xml": b" " * EXPANDED_LIMIT})
    started = time.process_time()

    assert "holds more than 100 MB when unpacked" in refusal("a.docx", bomb)
    assert time.process_time() - started < 1


def test_a_bomb_that_lies_about_its_size_is_refused_too():
    bomb = bytearray(archive({"word/a.xml": b" " * 5_000_000}))
    entry = bomb.rindex(b"PK\x01\x02")
    bomb[entry + 16 : entry + 20] = struct.pack("<I", zlib.crc32(b" " * 100))
    bomb[entry + 24 : entry + 28] = struct.pack("<I", 100)

    assert "is damaged" in refusal("a.docx", bytes(bomb))


def test_a_zip_of_too_many_members_is_refused_before_its_list_is_read():
    many = archive({f"word/{n}.xml": "" for n in range(2001)}, compression=zipfile.ZIP_STORED)

    assert "holds more than" in refusal("a.docx", many)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_packed_as_office_never_does_is_refused(compression):
    assert "is damaged" in refusal("a.docx", archive(compression=compression))


def test_a_link_in_a_zip_is_refused():
    content = io.BytesIO(archive())
    with zipfile.ZipFile(content, "a") as whole:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        whole.writestr(link, "/etc/passwd")

    assert "is damaged" in refusal("a.docx", content.getvalue())


@pytest.mark.parametrize(
    "trailer", [b"trailer << /Encrypt 5 0 R >>", b"<</Type/XRef/Encrypt\n12 0 R>>", b"/Encrypt << /Filter /Standard >>"]
)
def test_a_pdf_with_a_password_is_refused_wherever_it_says_so(trailer):
    start_of_the_word = 64 * 1024 - 4
    padded = b"%PDF-1.7".ljust(start_of_the_word - trailer.index(b"/Encrypt")) + trailer

    assert "a.pdf is protected by a password. Save it without one" in refusal("a.pdf", padded)
    assert check("a.pdf", b"%PDF-1.7 the word /Encrypt in a sentence").kind == "document"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("naïve".encode("latin-1"), "is not plain text in UTF-8"),
        ("called".encode("utf-16"), "is not plain text in UTF-8"),
        (b"a" * 65_535 + "é".encode()[:1], "is not plain text in UTF-8"),
        (b"late " * 20_000 + b"\0", "is not plain text"),
        (b"bell \x07", "is not plain text"),
    ],
)
def test_text_that_is_not_clean_utf8_is_refused_with_a_way_out(content, says):
    assert says in refusal("notes.txt", content)


def test_a_letter_cut_by_a_read_in_two_is_still_one_letter():
    assert check("a.txt", b"a" * 65_535 + "é".encode()).size == 65_537


@pytest.mark.parametrize(
    "content",
    [
        b"Dear all: this is no header\n\nbody",
        b"Subject: no sender\n\nbody",
        b"From: only@example.com\n\nbody",
        MAIL.replace(b"Subject:", b"Subject"),
        MAIL + b"\0",
        b"",
    ],
)
def test_a_file_without_the_headers_of_mail_is_no_email(content):
    assert "a.eml is" in refusal("a.eml", content)


def test_mail_of_other_languages_and_with_long_headers_is_taken_in():
    long_header = b"References: " + b"<x@y>\r\n " * 3000 + b"<z@y>\r\n"

    assert check("a.eml", long_header + MAIL + "Grüße".encode("latin-1")).kind == "mail"


# --- Names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\x\\scan 1.PDF", "scan 1.PDF"),
        ("con.txt", "_con.txt"),
        ("LPT1", "_LPT1"),
        ("console.txt", "console.txt"),
        ("a\0.png", "a.png"),
        (".htaccess", "htaccess"),
        ("\u202egpj.exe", "gpj.exe"),
        ("photo\r\nBcc: x.jpg", "photoBcc_ x.jpg"),
        ('<img src="x">.png', "_img src=_x__.png"),
        ("Grüße 😀 שלום.jpg", "Grüße 😀 שלום.jpg"),
        ("x" * 300 + ".png", "x" * 96 + ".png"),
        ("x" * 300, "x" * 100),
        ("a." + "y" * 300, "a." + "y" * 98),
        ("...", "file"),
        ("", "file"),
        ("dir/", "file"),
    ],
)
def test_a_name_is_shown_without_what_could_mislead_or_harm(name, shown):
    assert safe_display_name(name) == shown


@given(st.text(max_size=300))
def test_no_name_keeps_a_path_a_control_or_undue_length(name):
    shown = safe_display_name(name)

    assert 0 < len(shown) <= 100
    assert not set(shown) & set('/\\\0\r\n<>"\u202e')
    assert not shown.startswith(".")
    assert safe_display_name(shown) == shown
