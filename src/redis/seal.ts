/** Signs what is kept in Redis, where others may write: what is read back is only believed with the signature of the fleet. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Base64url of 32 bytes, and a full stop. */
const HEAD_LENGTH = 44;

/** Signs and opens texts for one purpose: a text that was signed for another one does not open. */
export interface Seal {
  /** The text with its signature in front. */
  close(text: string): string;
  /** The text; undefined where it was not signed for this purpose with the fleet's key. Never throws. */
  open(sealed: string): string | undefined;
  /** As `close`, for bytes. */
  closeBytes(bytes: Uint8Array): Buffer;
  /** As `open`, for bytes. */
  openBytes(sealed: Buffer): Buffer | undefined;
}

/** @param purpose what the texts are for, as the name of a channel or of the key they are stored under. */
export function createSeal(fleetKey: string, purpose: string): Seal {
  const key = derivedKey(fleetKey, `redis ${purpose}`);
  const headOf = (content: string | Uint8Array) =>
    Buffer.from(`${createHmac('sha256', key).update(content).digest('base64url')}.`);
  const isHeadOf = (content: string | Uint8Array, given: Buffer) =>
    given.length === HEAD_LENGTH && timingSafeEqual(given, headOf(content));
  return {
    close: (text) => headOf(text) + text,
    open: (sealed) => {
      const text = sealed.slice(HEAD_LENGTH);
      return isHeadOf(text, Buffer.from(sealed.slice(0, HEAD_LENGTH))) ? text : undefined;
    },
    closeBytes: (bytes) => Buffer.concat([headOf(bytes), bytes]),
    openBytes: (sealed) => {
      const bytes = sealed.subarray(HEAD_LENGTH);
      return isHeadOf(bytes, sealed.subarray(0, HEAD_LENGTH)) ? bytes : undefined;
    },
  };
}

/** A key of 32 bytes for one purpose: who holds it can neither find the fleet's key nor those for other purposes. */
export function derivedKey(fleetKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', fleetKey, '', `onplay ${purpose}`, 32));
}
