/** A response body of text, identity or gzip, with an entity tag for each coding (RFC 9110 8.8.3.3). */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { ownBytes } from '../shared/own-bytes.js';

const compress = promisify(gzip);

/** The supported content codings (RFC 9110 8.4.1). */
export type Encoding = 'gzip' | 'identity';

export interface Representation {
  readonly body: Uint8Array;
  /** Strong, with its quotes. */
  readonly etag: string;
}

/** SHA-256 in hex of pieces that texts share, as the two megabytes of the timeline of a day. Lives as long as the piece. */
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

  /** @param pieces the text in order; byte pieces are UTF-8, may be shared with other texts, and must not change. */
  constructor(...pieces: readonly (string | Uint8Array)[]) {
    this.#body = ownBytes(
      Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))),
    );
    const digest = createHash('sha256');
    // A string starts with its length, so it cannot be mistaken for the digest of a byte piece.
    for (const piece of pieces)
      digest.update(typeof piece === 'string' ? `${piece.length}:${piece}` : `bytes:${digestOf(piece)}`);
    this.#digest = digest.digest('base64url').slice(0, 22);
  }

  /** How many it has without compression. */
  get bytes(): number {
    return this.#body.byteLength;
  }

  /** The strong entity tag of an encoding, with its quotes; known without compressing the text. */
  etag(encoding: Encoding): string {
    return `"${this.#digest}${encoding === 'gzip' ? '-gzip' : ''}"`;
  }

  /** The representation in an encoding. Compresses on the first call that needs it, and caches the result. */
  async in(encoding: Encoding): Promise<Representation> {
    if (encoding === 'gzip') this.#compressed ??= ownBytes(await compress(this.#body));
    return this.ready(encoding) ?? { body: this.#body, etag: this.etag('identity') };
  }

  /** The representation in an encoding, without waiting; undefined if the text was not compressed yet. */
  ready(encoding: Encoding): Representation | undefined {
    const body = encoding === 'gzip' ? this.#compressed : this.#body;
    return body && { body, etag: this.etag(encoding) };
  }
}
