/** A text that is sent, as it is or compressed, with the entity tag of each (RFC 9110 8.8.3.3). */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** The content codings that a text is sent in (RFC 9110 8.4.1). */
export type Encoding = 'gzip' | 'identity';

export interface Representation {
  readonly body: Uint8Array;
  /** Strong, with its quotes. */
  readonly etag: string;
}

/** Of what texts share, kept as long as that is. */
const digests = new WeakMap<Uint8Array, string>();

function digestOf(bytes: Uint8Array): string {
  const known = digests.get(bytes) ?? createHash('sha256').update(bytes).digest('hex');
  digests.set(bytes, known);
  return known;
}

export class TextBody {
  readonly #body: Buffer;
  readonly #digest: string;
  #compressed: Buffer | undefined;

  /** @param pieces the text in order; bytes are UTF-8 that other texts share, and must not change. */
  constructor(...pieces: readonly (string | Uint8Array)[]) {
    this.#body = Buffer.concat(
      pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
    );
    const digest = createHash('sha256');
    // A string cannot pass for the digest of bytes: it is told apart by its length, which comes first.
    for (const piece of pieces)
      digest.update(typeof piece === 'string' ? `${piece.length}:${piece}` : `bytes:${digestOf(piece)}`);
    this.#digest = digest.digest('base64url').slice(0, 22);
  }

  /** The entity tag of an encoding, which is known before the text was compressed. */
  etag(encoding: Encoding): string {
    return `"${this.#digest}${encoding === 'gzip' ? '-gzip' : ''}"`;
  }

  /** The representation in an encoding; compressed once. */
  async in(encoding: Encoding): Promise<Representation> {
    if (encoding === 'gzip') this.#compressed ??= await compress(this.#body);
    return this.ready(encoding) ?? { body: this.#body, etag: this.etag('identity') };
  }

  /** The representation where it takes no waiting. */
  ready(encoding: Encoding): Representation | undefined {
    const body = encoding === 'gzip' ? this.#compressed : this.#body;
    return body && { body, etag: this.etag(encoding) };
  }
}
