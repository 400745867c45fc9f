/** Elements in memory, bounds-checked: whatever an element claims, nothing outside of it is read. */
import { type ElementHeader, readElementHeader } from './element-header.js';
import type { EbmlRules } from './rules.js';
import { dateOf, floatOf, signedOf, textOf, unsignedOf } from './values.js';

/**
 * The elements in a master element (RFC 8794 7.7). Each method reads the first child with that id, and returns `fallback`
 * if there is none or it is empty, as 7 has it for elements with a default value; children that are not asked for, such as
 * `Void` and `CRC-32` (11.3), are skipped.
 */
export class MasterElement {
  readonly #children = new Map<number, Uint8Array[]>();
  readonly #rules: EbmlRules;

  /**
   * @param bytes the whole contents of a master element.
   * @throws `EbmlRules.malformed` when a child claims to be larger than its parent, `EbmlRules.tooComplex` for too many.
   */
  constructor(bytes: Uint8Array, rules: EbmlRules) {
    this.#rules = rules;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0, count = 1; at < bytes.byteLength; count++) {
      if (count > rules.maxSiblings) throw rules.tooComplex('it has too many elements');
      const { id, headerSize, size } = this.#headerAt(view, at);
      const start = at + headerSize;
      const others = this.#children.get(id);
      const content = bytes.subarray(start, start + size);
      if (others) others.push(content);
      else this.#children.set(id, [content]);
      at = start + size;
    }
  }

  unsigned(id: number): number | undefined;
  unsigned(id: number, fallback: number): number;
  unsigned(id: number, fallback?: number): number | undefined {
    return this.#value(id, unsignedOf, fallback);
  }

  signed(id: number, fallback: number): number {
    return this.#value(id, signedOf, fallback) ?? fallback;
  }

  float(id: number): number | undefined;
  float(id: number, fallback: number): number;
  float(id: number, fallback?: number): number | undefined {
    return this.#value(id, floatOf, fallback);
  }

  /** In milliseconds since 1970. */
  date(id: number): number | undefined {
    return this.#value(id, dateOf, undefined);
  }

  text(id: number): string | undefined;
  text(id: number, fallback: string): string;
  text(id: number, fallback?: string): string | undefined {
    return this.#value(id, textOf, fallback);
  }

  /** A view of the contents, not a copy. */
  binary(id: number): Uint8Array | undefined {
    return this.#children.get(id)?.[0];
  }

  /** @throws as the constructor. */
  master(id: number): MasterElement | undefined {
    const content = this.binary(id);
    return content && new MasterElement(content, this.#rules);
  }

  /** All children with that id, in order. @throws as the constructor. */
  masters(id: number): readonly MasterElement[] {
    return (this.#children.get(id) ?? []).map((content) => new MasterElement(content, this.#rules));
  }

  #value<T>(id: number, read: (bytes: Uint8Array) => T | undefined, fallback: T | undefined): T | undefined {
    const content = this.binary(id);
    if (content === undefined || content.byteLength === 0) return fallback;
    const value = read(content);
    if (value === undefined) throw this.#rules.malformed('a value in its header has an impossible size');
    return value;
  }

  /** The header of a child that fits into the bytes. */
  #headerAt(view: DataView, at: number): ElementHeader & { readonly size: number } {
    const header = readElementHeader(view, at, view.byteLength);
    if (typeof header === 'string') throw this.#rules.malformed('an element header is cut short');
    const { id, headerSize, size } = header;
    // Only a segment and a cluster may have an unknown size (RFC 9559 5.1), and neither is read from memory.
    if (size === undefined || at + headerSize + size > view.byteLength)
      throw this.#rules.malformed('an element has an impossible size');
    return { id, headerSize, size };
  }
}
