"""What an upload becomes: a small picture of ours without anything else in it, or a word on why not."""

from __future__ import annotations

import zlib
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from server.offers import content
from server.offers.content import content_of
from shared.errors import InvalidInput
from tests.server.offers.pictures import drawn


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def refusal(upload: bytes) -> str:
    with pytest.raises(InvalidInput) as told:
        content_of(upload)
    assert set(told.value.fields) == {"picture"}
    return told.value.sentence


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "RGBA", "CMYK", "1"])
def test_every_picture_becomes_a_small_jpeg(form: str, mode: str) -> None:
    if (form, mode) in {("PNG", "CMYK"), ("JPEG", "P"), ("JPEG", "RGBA")}:
        mode = "L"  # these kinds do not exist
    made = content_of(drawn((1600, 1000), mode=mode, form=form))
    with opened(made.data) as picture:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")
        assert picture.size == (made.width, made.height) == (800, 500)
    assert len(made.data) <= content.MAX_BYTES


def test_a_small_picture_is_not_blown_up() -> None:
    made = content_of(drawn((100, 80)))
    assert (made.width, made.height) == (100, 80)


def test_what_a_camera_wrote_beside_the_picture_is_gone_and_its_turn_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "A camera with a name"
    exif[0x9C9B] = "Where she lives".encode("utf-16-le")
    made = content_of(drawn((320, 200), form="JPEG", exif=exif, comment=b"Who took it"))
    assert (made.width, made.height) == (200, 320)
    for secret in (b"camera with", b"Who took it", "she lives".encode("utf-16-le"), b"Exif"):
        assert secret not in made.data
    with opened(made.data) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_is_see_through_lies_on_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (120, 120), (200, 0, 0, 0)).save(file, "PNG")
    with opened(content_of(file.getvalue()).data) as picture:
        assert min(picture.getpixel((60, 60))) >= 250


def test_even_noise_fits_a_replica() -> None:
    noise = Image.effect_noise((1200, 1200), 200).convert("RGB")
    file = BytesIO()
    noise.save(file, "JPEG", quality=95)
    assert len(content_of(file.getvalue()).data) <= content.MAX_BYTES


def test_the_same_upload_is_the_same_picture() -> None:
    assert content_of(drawn()).sha256 == content_of(drawn()).sha256 != content_of(drawn(colour="#111")).sha256


@pytest.mark.parametrize(
    ("upload", "word"),
    [
        (b"", "Choose a picture"),
        (b"GIF89a not ours", "not a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a picture"),
        (b"MZ\x90\x00" * 100, "not a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "not a picture"),
        (drawn(form="GIF"), "not a picture"),
        (drawn(form="BMP"), "not a picture"),
        (drawn()[:200], "not a picture"),
        (drawn(form="JPEG")[:700], "not a picture"),
        (drawn((40, 40)), "too small"),
        (drawn((1000, 100)), "too narrow"),
        (b"\x00" * (8 * 2**20 + 1), "larger than 8 MB"),
    ],
    ids=["nothing", "gif", "svg", "program", "header", "real gif", "bmp", "torn png", "torn jpeg", "tiny",
         "narrow", "heavy"],
)  # fmt: skip
def test_what_is_no_picture_of_ours_is_refused_beside_its_field(upload: bytes, word: str) -> None:
    assert word in refusal(upload)


def bomb(side: int) -> bytes:
    """A PNG of few bytes that claims, and holds, very many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(b"\0" * (side // 8 + 2)) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [5_100, 10_000, 30_000])
def test_a_bomb_is_refused_before_it_is_unpacked(side: int) -> None:
    upload = bomb(side)
    assert len(upload) < 1_000_000
    assert "25 million pixels" in refusal(upload)


GOOD = {form: drawn((96, 96), form=form) for form in ("PNG", "JPEG", "WEBP")}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(GOOD)),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 255)), max_size=12),
    st.integers(0, 5000),
)
@example("PNG", [(36, 0xFF)], 5000)
def test_whatever_is_sent_becomes_a_picture_or_a_word(
    form: str, changes: list[tuple[int, int]], end: int
) -> None:
    broken = bytearray(GOOD[form])
    for place, value in changes:
        broken[place % len(broken)] = value
    try:
        made = content_of(bytes(broken[:end])).data
    except InvalidInput as error:
        made = error.sentence.encode()
    assert made.startswith((b"\xff\xd8", b"Choose a picture", b"This is not", b"The picture "))
