"""Pictures that no honest camera made, built by hand so that none of them has to be kept."""

import struct
import zlib

SIDE_MAX = 16_384  # What a picture may have in each direction ...
PIXELS_MAX = 80_000_000  # ... and altogether.
HEIGHT_OF_LARGEST = PIXELS_MAX // SIDE_MAX
MIB = 1024 * 1024


def _zlib_zeros(count):
    """Any number of zeros as a zlib stream, made in no time: one packed block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    rest = last.compress(bytes(count % MIB)) + last.flush()
    adler32 = (count % 65_521) << 16 | 1
    return b"\x78\xda" + block * (count // MIB) + rest + struct.pack(">I", adler32)


def _png_chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, depth=8, colour=2, interlaced=False, before=b"", rows=None):
    """A black picture whose pixels are there, or only `rows` of them."""
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    if interlaced:
        passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
        sizes = [((width - x + dx - 1) // dx, (height - y + dy - 1) // dy) for x, y, dx, dy in passes]
        length = sum(h * (1 + (w * bits + 7) // 8) for w, h in sizes if w > 0)
    else:
        length = (height if rows is None else rows) * (1 + (width * bits + 7) // 8)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    palette = _png_chunk(b"PLTE", bytes(3)) if colour == 3 else b""
    body = _png_chunk(b"IHDR", header) + before + palette + _png_chunk(b"IDAT", _zlib_zeros(length))
    return b"\x89PNG\r\n\x1a\n" + body + _png_chunk(b"IEND", b"")


def _jpeg_segment(marker, content):
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def _jpeg_head(start_of_frame, width, height):
    quantisation = _jpeg_segment(0xDB, b"\x00" + b"\x01" * 64)
    frame = _jpeg_segment(start_of_frame, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    # One code of one bit each: no difference for DC; for AC the end of the block, or of 32,767 blocks (14 bits follow).
    direct = _jpeg_segment(0xC4, b"\x00" + b"\x01" + bytes(15) + b"\x00")
    alternating = _jpeg_segment(0xC4, b"\x10" + b"\x01" + bytes(15) + (b"\x00" if start_of_frame == 0xC0 else b"\xe0"))
    return b"\xff\xd8" + quantisation + frame + direct + alternating


def _jpeg_scan(first, last, content):
    return _jpeg_segment(0xDA, b"\x01\x01\x00" + bytes([first, last, 0])) + content


def jpeg(width, height, complete=True):
    """A grey baseline picture; without its pixels where it is not complete."""
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    return _jpeg_head(0xC0, width, height) + _jpeg_scan(0, 63, bytes(blocks * 2 // 8 + 1) if complete else b"") + b"\xff\xd9"


def progressive_jpeg(width, height, scans, complete=True):
    """One scan of DC, then scans of AC that say nothing for all blocks, which costs a decoder a walk over all of them."""
    if not complete:
        return _jpeg_head(0xC2, width, height) + _jpeg_scan(0, 0, bytes(100)) * scans + b"\xff\xd9"
    blocks = ((width + 7) // 8) * ((height + 7) // 8)
    run = "0" + "1" * 14  # The end of 32,767 blocks.
    bits = run * (blocks // 32_767 + 1)
    bits += "1" * (-len(bits) % 8)
    walk = int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\x00")
    parts = [_jpeg_head(0xC2, width, height), _jpeg_scan(0, 0, bytes(blocks // 8 + 1))]
    parts += [_jpeg_scan(1, 63, walk)] * (scans - 1)
    return b"".join(parts) + b"\xff\xd9"


def arithmetic_jpeg(scans):
    """80 megapixels in grey, arithmetically coded: only the last coefficient of each block is not 0, so that every scan
    walks through all of them. What always comes as expected takes no bits: 68 bytes say it for 1.25 million blocks."""
    head = _jpeg_segment(0xDB, b"\x00" + b"\x01" * 64) + _jpeg_segment(0xCA, struct.pack(">BHHB", 8, 8944, 8944, 1) + b"\x01\x11\x00")
    first = _jpeg_segment(0xCC, b"\x00\x10") + _jpeg_scan(0, 0, b"\x4b\xc6")
    walk = bytes.fromhex(
        "4bc6000000000001687400" "4eea00000000b56a5d800000000dfda100000000"
        "02b96f30929de6099a37e73a6eb7ba79e87dcd314d973832e8bea0"
    )
    rest = _jpeg_segment(0xCC, b"\x10\x05") + _jpeg_scan(1, 63, walk)
    return b"\xff\xd8" + head + first + rest * (scans - 1) + b"\xff\xd9"


def animated_gif():
    frame = b"\x21\xf9\x04\x00\x0a\x00\x00\x00\x2c" + struct.pack("<HHHHB", 0, 0, 100, 100, 0) + b"\x02\x02\x4c\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", 100, 100, 0x80, 0, 0) + bytes(6) + frame * 3 + b"\x3b"


def animated_webp(width=100, height=100):
    lossless_pixel = bytes.fromhex("2f00000010071011118888fe0700")
    picture = b"VP8L" + struct.pack("<I", 13) + lossless_pixel
    frame_head = bytes(6) + bytes(6) + (100).to_bytes(3, "little") + b"\x00"
    frame = b"ANMF" + struct.pack("<I", len(frame_head) + len(picture)) + frame_head + picture
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    head = b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + size + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    body = b"WEBP" + head + frame * 2
    return b"RIFF" + struct.pack("<I", len(body)) + body


def lossless_webp(width, height):
    """One colour whose code has no bits: every pixel follows from the header."""
    dimensions = struct.pack("<I", (width - 1) | (height - 1) << 14 | 1 << 28)
    picture = b"\x2f" + dimensions + bytes.fromhex("071011118888fe0700")
    body = b"WEBPVP8L" + struct.pack("<I", len(picture)) + picture
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_header(width, height):
    """The announcement of a picture that does not follow."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x00\x00\x00\x00" + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bombs():
    """By category: (name, bytes). Large in memory or in time for a decoder that believes what it is told."""
    text = _png_chunk(b"zTXt", b"Comment\x00\x00" + _zlib_zeros(512 * MIB))
    profile = _png_chunk(b"iCCP", b"profile\x00\x00" + _zlib_zeros(512 * MIB))
    largest = SIDE_MAX, HEIGHT_OF_LARGEST
    return {
        "made: header 65535x65535": [
            ("png", png(65_535, 65_535, rows=4)),
            ("png grey 1 bit", png(65_535, 65_535, depth=1, colour=0, rows=4)),
            ("jpeg", jpeg(65_535, 65_535, complete=False)),
            ("jpeg progressive", progressive_jpeg(65_535, 65_535, 2, complete=False)),
            ("webp", webp_header(65_535, 65_535)),
            ("webp 2^24", webp_header(1 << 24, 1 << 24)),
            ("png 2^31-1", png(0x7FFFFFFF, 0x7FFFFFFF, rows=0)),
        ],
        "made: just too large": [
            ("png side", png(SIDE_MAX + 1, 80)),
            ("png pixels", png(SIDE_MAX, HEIGHT_OF_LARGEST + 1)),
            ("jpeg side", jpeg(80, SIDE_MAX + 1)),
            ("jpeg pixels", jpeg(SIDE_MAX, HEIGHT_OF_LARGEST + 1)),
        ],
        "made: bomb": [
            ("png 80 MP RGB", png(*largest)),
            ("png 80 MP RGBA 16 bit", png(*largest, depth=16, colour=6)),
            ("png 80 MP RGBA 16 bit interlaced", png(*largest, depth=16, colour=6, interlaced=True)),
            ("png 80 MP palette 1 bit", png(*largest, depth=1, colour=3)),
            ("png 80 MP without pixels", png(*largest, rows=1)),
            ("png zTXt of 512 MiB", png(100, 100, before=text)),
            ("png iCCP of 512 MiB", png(100, 100, before=profile)),
            ("webp 80 MP lossless", lossless_webp(SIDE_MAX - 1, HEIGHT_OF_LARGEST)),
            ("jpeg 80 MP", jpeg(*largest)),
            ("jpeg 80 MP without pixels", jpeg(*largest, complete=False)),
            ("jpeg 80 MP, 500 scans", progressive_jpeg(*largest, 500)),
            ("jpeg 80 MP, 501 scans", progressive_jpeg(*largest, 501)),
            ("jpeg 80 MP, 20,000 scans", progressive_jpeg(*largest, 20_000)),
            ("jpeg 80 MP arithmetic, 4 scans", arithmetic_jpeg(4)),
            ("jpeg 80 MP arithmetic, 24 scans", arithmetic_jpeg(24)),
        ],
        "made: animated": [
            ("gif", animated_gif()),
            ("webp", animated_webp()),
            ("webp large", animated_webp(16_000, 5_000)),
            ("png", png(100, 100, before=_png_chunk(b"acTL", struct.pack(">II", 2, 0)))),
        ],
    }
