/** A text that is sent, as it is or compressed, with the entity tag of each (RFC 9110 8.8.3.3). */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Encoding } from './accepted-encoding.js';

const compress = promisify(gzip);

export interface Representation {
  readonly body: Uint8Array;
  /** Strong, with its quotes. */
  readonly etag: string;
}

export class TextBody {
  readonly #body: Buffer;
  readonly #digest: string;
  #compressed: Buffer | undefined;

  constructor(text: string) {
    this.#body = Buffer.from(text, 'utf8');
    this.#digest = createHash('sha256').update(this.#body).digest('base64url').slice(0, 22);
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
