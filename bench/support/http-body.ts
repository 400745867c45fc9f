/** Reading answers of HTTP/1.1 from a connection with next to no work, so that a client of many is not what is measured. */

/** Longer heads are not ours. */
const LONGEST_HEAD = 16_384;

/** One answer with a `Content-Length`, in as many pieces as it comes. */
export class AnswerReader {
  #head = '';
  #length = -1;
  #received = 0;
  readonly #onBody: (piece: Buffer, offset: number, length: number) => void;

  /** @param onBody gets each piece of the body, where in the body it begins, and how long the whole body is. */
  constructor(onBody: (piece: Buffer, offset: number, length: number) => void) {
    this.#onBody = onBody;
  }

  /** Status line and headers, once they are all there. */
  get head(): string {
    return this.#head;
  }

  /** Whether the answer was complete with this piece. @throws Error for what is not such an answer, or more than it. */
  read(piece: Buffer): boolean {
    const body = this.#length < 0 ? this.#readHead(piece) : piece;
    if (this.#length < 0) return false;
    if (this.#received + body.length > this.#length) throw new Error('more came than was announced');
    if (body.length > 0) this.#onBody(body, this.#received, this.#length);
    this.#received += body.length;
    return this.#received === this.#length;
  }

  /** What of the piece belongs to the body. */
  #readHead(piece: Buffer): Buffer {
    const before = this.#head.length;
    this.#head += piece.toString('latin1');
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0 && this.#head.length > LONGEST_HEAD) throw new Error('the head has no end');
    if (end < 0) return piece.subarray(piece.length);
    this.#head = this.#head.slice(0, end);
    const length = /^content-length: *(\d+)$/im.exec(this.#head)?.[1];
    if (length === undefined) throw new Error(`no Content-Length: ${this.#head.slice(0, 200)}`);
    this.#length = Number(length);
    return piece.subarray(end + 4 - before);
  }
}

/** The body that all answers must have: what came first of each place, with which the others are compared. */
export class CommonBody {
  #bytes = Buffer.alloc(0);
  #known = 0;

  /** @throws Error when the piece is not what came at this place before. */
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
