"""Pictures that no honest camera made, built by hand so that none of them has to be kept."""

import struct
import zlib

import hostile_webp

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


def _jpeg_scan(first, last, content, accuracy=0):
    return _jpeg_segment(0xDA, b"\x01\x01\x00" + bytes([first, last, accuracy])) + content


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


def odd_jpegs():
    """What the standard knows and cameras never write, or what it forbids."""
    whole = jpeg(128, 128)
    scan = whole.index(b"\xff\xda")
    frame = whole.index(b"\xff\xc0")
    height = frame + 5
    no_height = whole[:height] + b"\x00\x00" + whole[height + 2 :]
    line_count = _jpeg_segment(0xDC, struct.pack(">H", 128))
    wide_tables = _jpeg_segment(0xDB, b"\x10" + b"\x7f\xff" * 64)
    refining = progressive_jpeg(128, 128, 2)[:-2] + _jpeg_scan(1, 63, b"\x7f\xff\x00" * 8, accuracy=0x10) + b"\xff\xd9"
    exif = _jpeg_segment(0xE1, b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff" + b"\x01\x12\x00\x07" * 16_000)
    profile = b"".join(_jpeg_segment(0xE2, b"ICC_PROFILE\x00" + bytes([i, 255]) + bytes(65_000)) for i in range(1, 60))
    return [
        ("restart after each block, no marker", whole[:scan] + _jpeg_segment(0xDD, b"\x00\x01") + whole[scan:]),
        ("restart interval of 65,535", whole[:scan] + _jpeg_segment(0xDD, b"\xff\xff") + whole[scan:]),
        ("restart markers only", whole[:scan] + _jpeg_scan(0, 63, b"\xff\xd0" * 100_000) + b"\xff\xd9"),
        ("height by DNL", no_height[:-2] + line_count + b"\xff\xd9"),
        ("height by DNL before the scan", no_height[:scan] + line_count + no_height[scan:]),
        ("12 bits", whole[: frame + 4] + b"\x0c" + whole[frame + 5 :]),
        ("lossless", whole[: frame + 1] + b"\xc3" + whole[frame + 2 :]),
        ("hierarchical", whole[: frame + 1] + b"\xc5" + whole[frame + 2 :]),
        ("arithmetic", whole[: frame + 1] + b"\xc9" + whole[frame + 2 :]),
        ("16-bit quantisation", whole[:2] + wide_tables + whole[2:]),
        ("refinement out of order", refining),
        ("two frames", whole[:scan] + whole[frame:]),
        ("no tables", whole[:2] + whole[frame:scan][:13] + whole[scan:]),
        ("4 MB of comments", whole[:2] + _jpeg_segment(0xFE, bytes(65_000)) * 60 + whole[2:]),
        ("Exif with 65,535 entries", whole[:2] + exif * 60 + whole[2:]),
        ("ICC profile of 4 MB", whole[:2] + profile + whole[2:]),
        ("1,200,000 empty APP1", whole[:2] + _jpeg_segment(0xE1, b"") * 1_200_000 + whole[2:]),
        ("4 MB of padding", whole[:2] + b"\xff" * 4 * MIB + whole[2:]),
        ("ZIP behind it", whole + b"PK\x03\x04" + bytes(1000) + b"PK\x05\x06" + bytes(18)),
        ("HTML in a comment", whole[:2] + _jpeg_segment(0xFE, b"<script>alert(1)</script>") + whole[2:]),
        ("second picture behind it", whole + whole),
    ]


def odd_pngs():
    text = _png_chunk(b"tEXt", b"Comment\x00" + b"a" * 4 * MIB)
    header = struct.pack(">IIBBBBB", 100, 100, 8, 3, 0, 0, 0)
    indices = zlib.compress((b"\x00" + b"\xff" * 100) * 100)
    start = b"\x89PNG\r\n\x1a\n"
    end = _png_chunk(b"IEND", b"")

    def palette(*chunks):
        return start + _png_chunk(b"IHDR", header) + b"".join(chunks) + end

    pixels = _png_chunk(b"IDAT", indices)
    whole = png(100, 100)
    return [
        ("palette of one colour, indices of 255", palette(_png_chunk(b"PLTE", bytes(3)), pixels)),
        ("no palette", palette(pixels)),
        ("palette of 300 colours", palette(_png_chunk(b"PLTE", bytes(900)), pixels)),
        ("transparency of 300 colours", palette(_png_chunk(b"PLTE", bytes(768)), _png_chunk(b"tRNS", bytes(300)), pixels)),
        ("text of 4 MB", png(100, 100, before=text)),
        ("300,000 empty chunks", png(100, 100, before=_png_chunk(b"teSt", b"") * 300_000)),
        ("300,000 empty pixel chunks", palette(_png_chunk(b"PLTE", bytes(3)), _png_chunk(b"IDAT", b"") * 300_000, pixels)),
        ("16-bit 16,384 x 80", png(SIDE_MAX, 80, depth=16, colour=6)),
        ("1 bit 16,384 x 4,882 interlaced", png(SIDE_MAX, HEIGHT_OF_LARGEST, depth=1, colour=0, interlaced=True)),
        ("1 bit 16,384 x 16,384 interlaced", png(SIDE_MAX, SIDE_MAX, depth=1, colour=0, interlaced=True)),
        ("depth 3", png(100, 100)[:24] + b"\x03" + png(100, 100)[25:]),
        ("more pixels than announced", png(100, 100, rows=4000)),
        ("a chunk of 2^31 bytes", whole[:33] + b"\x7f\xff\xff\xffteSt" + whole[33:]),
        ("animation control behind the pixels", whole[:-12] + _png_chunk(b"acTL", struct.pack(">II", 2, 0)) + whole[-12:]),
        ("frames without control", whole[:-12] + _png_chunk(b"fdAT", bytes(5000)) + whole[-12:]),
        ("JPEG behind it", whole + jpeg(128, 128)),
    ]


def odd_webps():
    still = lossless_webp(100, 100)
    picture = still[12:]

    def extended(width, height, *chunks, flags=0):
        size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
        body = b"WEBPVP8X" + struct.pack("<IB3x", 10, flags) + size + b"".join(chunks)
        return b"RIFF" + struct.pack("<I", len(body)) + body

    def chunk(kind, content):
        return kind + struct.pack("<I", len(content)) + content + b"\x00" * (len(content) % 2)

    cached = b"\x2f" + struct.pack("<I", 99 | 99 << 14 | 1 << 28) + bytes.fromhex("0d6f0222311111fd0f")
    return [
        ("canvas larger than the picture", extended(4000, 4000, picture)),
        ("canvas smaller than the picture", extended(90, 90, picture)),
        ("two pictures", extended(100, 100, picture, picture)),
        ("no picture", extended(100, 100)),
        ("ICC profile of 4 MB", extended(100, 100, chunk(b"ICCP", bytes(4 * MIB)), picture, flags=0x20)),
        ("Exif of 4 MB", extended(100, 100, picture, chunk(b"EXIF", b"MM\x00*\x00\x00\x00\x08\xff\xff" * 400_000), flags=8)),
        ("300,000 unknown chunks", extended(100, 100, chunk(b"tEsT", b"") * 300_000, picture)),
        ("alpha without a picture", extended(100, 100, chunk(b"ALPH", bytes(1000)), flags=0x10)),
        ("broken lossless data", b"RIFF" + struct.pack("<I", 12 + len(cached)) + b"WEBP" + chunk(b"VP8L", cached)),
        ("animation flag without frames", extended(100, 100, picture, flags=2)),
        ("RIFF of 2^32 - 1 bytes", b"RIFF\xff\xff\xff\xff" + still[8:]),
        ("RIFF shorter than its chunk", b"RIFF" + struct.pack("<I", 12) + still[8:]),
    ]


def cut_at_each_marker(picture):
    """The beginnings of a JPEG up to each of its markers."""
    at = 2
    cuts = [at]
    while picture[at + 1] != 0xDA:
        at += 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
        cuts.append(at)
    cuts += [at + 4, at + 14, len(picture) - 2]
    return [(f"JPEG cut at {cut}", picture[:cut]) for cut in cuts]


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
            ("webp 80 MP lossless, 65,536 groups of codes", hostile_webp.many_groups(16_380, 4_880, large=False)),
            ("webp 67 MP lossless, 65,536 groups of large codes", hostile_webp.many_groups(8_190, 8_190, large=True)),
            ("jpeg 80 MP", jpeg(*largest)),
            ("jpeg 80 MP without pixels", jpeg(*largest, complete=False)),
            ("jpeg 80 MP, 500 scans", progressive_jpeg(*largest, 500)),
            ("jpeg 3.8 MP, 500 scans", progressive_jpeg(1_956, 1_956, 500)),
            ("jpeg 80 MP arithmetic", jpeg(*largest).replace(b"\xff\xc0", b"\xff\xc9", 1)),
            ("jpeg 80 MP arithmetic without pixels", jpeg(*largest, complete=False).replace(b"\xff\xc0", b"\xff\xc9", 1)),
            ("jpeg 80 MP, 501 scans", progressive_jpeg(*largest, 501)),
            ("jpeg 80 MP, 20,000 scans", progressive_jpeg(*largest, 20_000)),
            ("jpeg 80 MP arithmetic, 4 scans", arithmetic_jpeg(4)),
            ("jpeg 80 MP arithmetic, 24 scans", arithmetic_jpeg(24)),
        ],
        "made: odd jpeg": odd_jpegs(),
        "made: odd png": odd_pngs(),
        "made: odd webp": odd_webps(),
        "made: animated": [
            ("gif", animated_gif()),
            ("webp", animated_webp()),
            ("webp large", animated_webp(16_000, 5_000)),
            ("png", png(100, 100, before=_png_chunk(b"acTL", struct.pack(">II", 2, 0)))),
        ],
    }
