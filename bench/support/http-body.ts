/** Reads HTTP/1.1 responses with minimal work, so that a client with many connections does not dominate the measurement. */

/** Longer heads are rejected. */
const MAX_HEAD = 16_384;

/** Reads one response with a `Content-Length`, from as many pieces as it arrives in. */
export class AnswerReader {
  #head = '';
  #length = -1;
  #received = 0;
  readonly #onBody: (piece: Buffer, offset: number, length: number) => void;

  /** @param onBody receives each piece of the body, its offset in the body, and the length of the whole body. */
  constructor(onBody: (piece: Buffer, offset: number, length: number) => void) {
    this.#onBody = onBody;
  }

  /** Status line and headers, once complete. */
  get head(): string {
    return this.#head;
  }

  /** Returns whether the response is complete with this piece. @throws Error for an invalid response, or excess bytes. */
  read(piece: Buffer): boolean {
    const body = this.#length < 0 ? this.#readHead(piece) : piece;
    if (this.#length < 0) return false;
    if (this.#received + body.length > this.#length) throw new Error('more bytes than Content-Length');
    if (body.length > 0) this.#onBody(body, this.#received, this.#length);
    this.#received += body.length;
    return this.#received === this.#length;
  }

  /** Returns the part of the piece that belongs to the body. */
  #readHead(piece: Buffer): Buffer {
    const before = this.#head.length;
    this.#head += piece.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0 && this.#head.length > MAX_HEAD) throw new Error('the head is too long');
    if (end < 0) return piece.subarray(piece.length);
    this.#head = this.#head.slice(0, end);
    const length = /^content-length: *(\d+)$/im.exec(this.#head)?.[1];
    if (length === undefined) throw new Error(`no Content-Length: ${this.#head.slice(0, 200)}`);
    this.#length = Number(length);
    return piece.subarray(end + 4 - before);
  }
}

/** The body that all responses must have: the first bytes received at each offset, which later ones are compared with. */
export class CommonBody {
  #bytes = Buffer.alloc(0);
  #known = 0;

  /** @throws Error when the piece differs from what was received at this offset before. */
  take(piece: Buffer, offset: number, length: number): void {
    if (this.#bytes.length === 0) this.#bytes = Buffer.alloc(length);
    if (this.#bytes.length !== length) throw new Error('the bodies differ in length');
    const old = Math.min(piece.length, this.#known - offset);
    if (piece.compare(this.#bytes, offset, offset + old, 0, old) !== 0) throw new Error('the bodies differ');
    if (old === piece.length) return;
    piece.copy(this.#bytes, offset + old, old);
    this.#known = offset + piece.length;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#known);
  }
}
