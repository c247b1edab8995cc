"""Subscribes to a model of an Eddy broadcaster and predicts with it, without any of Eddy's code.

    apt install python3-websockets python3-msgpack python3-numpy
    python3 subscribe.py ws://localhost:8787 MODEL [VERSIONS [X ...]]

Prints one JSON object per version: version, state hash (checked), and the prediction for X, of what predict.py understands.
Written from src/broadcast/PROTOCOL.md alone.
"""

import asyncio
import json
import struct
import sys
import zlib

import msgpack
import numpy as np
import websockets

from predict import predict

HELLO, ACK, RESYNC, FULL, DELTA, BYE = 1, 2, 3, 17, 18, 22
HEADER = struct.Struct("<4sBBHQQQIIIIHHIQ")
SIZES = {"u8": 1, "i32": 4, "u32": 4, "f32": 4, "f64": 8}
TYPES = {"u8": np.uint8, "i32": np.int32, "u32": np.uint32, "f32": np.float32, "f64": np.float64}
M32 = 0xFFFFFFFF


def aligned(length):
    return (length + 7) // 8 * 8


def encode(kind, meta, epoch=0, version=0, state_hash=0):
    packed = msgpack.packb(meta)
    padding = b"\0" * (aligned(64 + len(packed)) - 64 - len(packed))
    fields = [b"EDDY", 1, kind, 0, epoch, version, 0, 0, len(packed), 0, 0, 0, 1, 0, state_hash]
    bare = HEADER.pack(*fields) + packed + padding
    fields[10] = zlib.crc32(bare)
    return HEADER.pack(*fields) + packed + padding


def decode(data):
    fields = list(HEADER.unpack_from(data))
    magic, protocol, kind, flags, epoch, version, base, fence, meta_length, body_length, crc, chunk, chunks, _, state_hash = fields
    assert magic == b"EDDY" and protocol == 1 and flags & 0xFF00 == 0
    fields[10] = 0
    assert zlib.crc32(HEADER.pack(*fields) + data[64:]) == crc, "checksum"
    start = aligned(64 + meta_length)
    assert len(data) == start + body_length
    meta = msgpack.unpackb(data[64 : 64 + meta_length])
    return dict(kind=kind, epoch=epoch, version=version, base=base, chunk=chunk, chunks=chunks, hash=state_hash, meta=meta, body=data[start:])


def rotate(x, bits):
    return ((x << bits) | (x >> (32 - bits))) & M32


def xxh32(data, seed):
    p1, p2, p3, p4, p5 = 0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1
    at, n = 0, len(data)
    if n >= 16:
        lanes = [(seed + p1 + p2) & M32, (seed + p2) & M32, seed, (seed - p1) & M32]
        for words in struct.iter_unpack("<4I", data[: n // 16 * 16]):
            lanes = [rotate((lane + word * p2) & M32, 13) * p1 & M32 for lane, word in zip(lanes, words)]
        h = sum(rotate(lane, bits) for lane, bits in zip(lanes, (1, 7, 12, 18))) & M32
        at = n // 16 * 16
    else:
        h = (seed + p5) & M32
    h = (h + n) & M32
    while at + 4 <= n:
        h = rotate((h + struct.unpack_from("<I", data, at)[0] * p3) & M32, 17) * p4 & M32
        at += 4
    for byte in data[at:]:
        h = rotate((h + byte * p5) & M32, 11) * p1 & M32
    h = (h ^ (h >> 15)) * p2 & M32
    h = (h ^ (h >> 13)) * p3 & M32
    return h ^ (h >> 16)


def state_hash(body):
    return xxh32(body, 1) << 32 | xxh32(body, 0)


class Bits:
    def __init__(self, data):
        self.value, self.at = int.from_bytes(data, "little"), 0

    def read(self, count):
        value = (self.value >> self.at) & ((1 << count) - 1)
        self.at += count
        return value


def dense(data, count):
    """Differences in a canonical Huffman code of their bit lengths; see PROTOCOL.md."""
    head = Bits(data[:17])
    lengths = [head.read(4) for _ in range(33)]
    codes, code = {}, 0
    for bits in range(1, 13):
        for symbol, length in enumerate(lengths):
            if length == bits:
                codes[bits, code] = symbol
                code += 1
        code <<= 1
    source, result = Bits(data[17:]), []
    for _ in range(count):
        code = bits = 0
        while (bits, code) not in codes:
            code, bits = code << 1 | source.read(1), bits + 1
            assert bits <= 12, "damaged delta"
        size = codes[bits, code]
        z = 0 if size == 0 else source.read(size - 1) | 1 << (size - 1)
        result.append((z >> 1) ^ -(z & 1))
    return result


def sparse(data, count):
    total = struct.unpack_from("<I", data)[0]
    at, index, indices = 4, -1, []
    for _ in range(total):
        gap = shift = 0
        while True:
            byte = data[at]
            at += 1
            gap |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        index += gap + 1
        indices.append(index)
    result = [0] * count
    for position, difference in zip(indices, struct.unpack_from(f"<{total}i", data, at)):
        result[position] = difference
    return result


def ordered(words):
    return words ^ ((words >> 31) & 0x7FFFFFFF)


def apply_delta(old, columns, data):
    """`old` maps a column's name to its padded bytes."""
    at, result = aligned(4 + 8 * len(columns)), {}
    for index, (name, kind, length) in enumerate(columns):
        encoding, size = struct.unpack_from("<II", data, 4 + 8 * index)
        payload = data[at : at + size]
        at += aligned(size)
        if encoding == 0:
            result[name] = old[name]
        elif encoding == 1:
            result[name] = payload
        else:
            words = np.frombuffer(old[name], np.int32)
            changes = np.array((sparse if encoding == 2 else dense)(payload, len(words)), np.int64).astype(np.int32)
            with np.errstate(over="ignore"):
                words = ordered(ordered(words) + changes) if kind == "f32" else words + changes
            result[name] = words.astype(np.int32).tobytes()
    return result


def split(columns, body):
    at, result = 0, {}
    for name, kind, length in columns:
        size = aligned(length * SIZES[kind])
        result[name] = body[at : at + size]
        at += size
    return result


def arrays_of(columns, parts):
    return {name: np.frombuffer(parts[name], TYPES[kind])[:length] for name, kind, length in columns}


async def main(url, model, versions, x):
    parts, columns, held, chunks = None, None, None, []
    async with websockets.connect(url, subprotocols=["eddy.v1"], max_size=2**20, compression=None) as socket:
        await socket.send(encode(HELLO, {"want": {model: None}}))
        while versions > 0:
            frame = decode(await socket.recv())
            if frame["kind"] == BYE:
                raise SystemExit(f"refused: {frame['meta']['why']}")
            if frame["kind"] not in (FULL, DELTA):
                continue
            if frame["chunk"] == 0:
                first, chunks = frame, []
            chunks.append(frame["body"])
            if len(chunks) < frame["chunks"]:
                continue
            body, columns = b"".join(chunks), first["meta"]["columns"]
            if frame["kind"] == FULL:
                parts = split(columns, body)
            elif held == (frame["epoch"], first["base"]):
                parts = apply_delta(parts, columns, body)
            else:
                await socket.send(encode(RESYNC, {"model": model, "why": "another base"}))
                continue
            state = b"".join(parts[name] for name, _, _ in columns)
            assert state_hash(state) == frame["hash"], "the state hash is wrong"
            held = (frame["epoch"], frame["version"])
            await socket.send(encode(ACK, {"model": model}, frame["epoch"], frame["version"], frame["hash"]))
            kind = "full" if frame["kind"] == FULL else "delta"
            print(json.dumps({"version": frame["version"], "kind": kind, "hash": f"{frame['hash']:016x}", "prediction": predict(arrays_of(columns, parts), x) if x else None}), flush=True)
            versions -= 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    asyncio.run(main(sys.argv[1], sys.argv[2], int((sys.argv[3:] or ["5"])[0]), [float(v) for v in sys.argv[4:]]))
