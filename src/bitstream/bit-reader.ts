/** Reads the bits of a syntax structure, the most significant of each byte first (ITU-T H.264 7.2). */
export class BitReader {
  #at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Whether more was read than there is. What lies beyond the end is read as 0, so that parsers check only once. */
  get isExhausted(): boolean {
    return this.#at > this.bytes.byteLength * 8;
  }

  flag(): boolean {
    return this.bits(1) === 1;
  }

  /** The next bits as an unsigned number. @param count at most 32. */
  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++) {
      const byte = this.bytes[this.#at >> 3] ?? 0;
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
      this.#at++;
    }
    return value;
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** `ue(v)`: Exp-Golomb, unsigned (ITU-T H.264 9.1). */
  unsigned(): number {
    let zeros = 0;
    while (zeros < 32 && !this.isExhausted && !this.flag()) zeros++;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** `se(v)`: Exp-Golomb, signed (ITU-T H.264 9.1.1). */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 1 ? (code + 1) / 2 : -code / 2;
  }
}
