/** Writes numbers of a few bits each, the first in the lowest bits of the first byte. */
export class BitWriter {
  private readonly bytes: Uint8Array
  private held = 0
  private count = 0
  /** Bytes written. */
  at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  /** The lowest `bits` bits of `value`, 0 to 32. */
  write(value: number, bits: number): void {
    if (bits > 16) {
      this.write(value & 0xffff, 16)
      this.write(value >>> 16, bits - 16)
      return
    }
    this.held |= (value & ((1 << bits) - 1)) << this.count
    this.count += bits
    while (this.count >= 8) {
      this.bytes[this.at++] = this.held & 255
      this.held >>>= 8
      this.count -= 8
    }
  }

  /** Fills the last byte up with zeros. */
  flush(): void {
    if (this.count > 0) this.bytes[this.at++] = this.held & 255
    this.held = 0
    this.count = 0
  }
}

/** Reads what BitWriter wrote. Behind the end come zeros; `overrun` tells. */
export class BitReader {
  private readonly bytes: Uint8Array
  private held = 0
  private count = 0
  private at: number

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes
    this.at = at
  }

  private fill(): void {
    while (this.count <= 16) {
      this.held |= (this.bytes[this.at++] ?? 0) << this.count
      this.count += 8
    }
  }

  /** The next `bits` bits, 0 to 16, without taking them. */
  peek(bits: number): number {
    if (this.count < bits) this.fill()
    return this.held & ((1 << bits) - 1)
  }

  skip(bits: number): void {
    this.held >>>= bits
    this.count -= bits
  }

  /** The next `bits` bits, 0 to 32, as an unsigned number. */
  read(bits: number): number {
    if (bits > 16) {
      const low = this.read(16)
      return (low | (this.read(bits - 16) << 16)) >>> 0
    }
    const value = this.peek(bits)
    this.skip(bits)
    return value
  }

  /** More was read than there was. */
  get overrun(): boolean {
    return this.at - (this.count >> 3) > this.bytes.byteLength
  }
}
