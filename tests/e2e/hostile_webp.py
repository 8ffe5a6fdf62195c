"""A lossless WebP whose entropy image names as many groups of Huffman codes as the format has numbers for. The codes have
one symbol or many; a decoder keeps tables for all of them at once. Written after the WebP Lossless Bitstream Specification,
sections 3 to 6."""

import struct

_ORDER = (17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)  # Of the lengths of code length codes.
_GROUPS_MAX = 65_536
_CACHE_BITS = 11
_ONE_SYMBOL = "1000"  # A simple code of the symbol 0, which takes no bits.


def _number(value, bits):
    """The lowest bit first."""
    return format(value, f"0{bits}b")[::-1]


def _head(lengths):
    """A code that is not simple: the lengths of its code length codes."""
    count = max(4, 1 + max(i for i, symbol in enumerate(_ORDER) if symbol in lengths))
    return "0" + _number(count - 4, 4) + "".join(_number(lengths.get(symbol, 0), 3) for symbol in _ORDER[:count])


def _bytes_code(alphabet):
    """256 symbols of 8 bits each, and what else the alphabet has unused."""
    unused = "1" + _number(alphabet - 256 - 11, 7) if alphabet > 256 else ""
    return _head({8: 1, 18: 1}) + "0" + "0" * 256 + unused


def _large_code(alphabet):
    """Every symbol of the alphabet with 11 or 12 bits, written as repetitions."""
    of_12 = 2 * alphabet - 4096

    def repeated(code, count):
        text, count = code, count - 1
        while count >= 3:
            run = min(6, count)
            text += "0" + _number(run - 3, 2)
            count -= run
        return text + code * count

    return _head({16: 1, 11: 2, 12: 2}) + "0" + repeated("10", alphabet - of_12) + repeated("11", of_12)


def many_groups(width, height, large):
    """With large codes the pixels are left out: the tables have been built by then."""
    block_bits = 5
    blocks = -(-width // (1 << block_bits)) * -(-height // (1 << block_bits))
    parts = [_number(0x2F, 8), _number(width - 1, 14), _number(height - 1, 14), "0", "000", "0"]
    parts += ["1", _number(_CACHE_BITS, 4), "1", _number(block_bits - 2, 3)]
    parts += ["0", _bytes_code(280), _bytes_code(256), _ONE_SYMBOL * 3]
    groups = min(blocks, _GROUPS_MAX)
    parts += [format(block % groups & 0xFF, "08b") + format(block % groups >> 8, "08b") for block in range(blocks)]
    green = _large_code(280 + (1 << _CACHE_BITS)) if large else _ONE_SYMBOL
    parts.append((green + _ONE_SYMBOL * 4) * groups)
    bits = "".join(parts)
    bits += "0" * (-len(bits) % 16)
    data = int(bits[::-1], 2).to_bytes(len(bits) // 8, "little")
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body
