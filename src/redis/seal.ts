/** Signs what is kept in Redis, where others may write: what is read back is only believed with the signature of the fleet. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Base64url of 32 bytes. */
const SIGNATURE_LENGTH = 43;

/** Signs and opens texts for one purpose: a text that was signed for another one does not open. */
export interface Seal {
  /** The text with its signature in front. */
  close(text: string): string;
  /** The text; undefined where it was not signed for this purpose with the fleet's key. Never throws. */
  open(sealed: string): string | undefined;
}

/** @param purpose what the texts are for, as the name of a channel or of the key they are stored under. */
export function createSeal(fleetKey: string, purpose: string): Seal {
  const key = derivedKey(fleetKey, `redis ${purpose}`);
  const signatureOf = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  return {
    close: (text) => `${signatureOf(text)}.${text}`,
    open: (sealed) => {
      const text = sealed.slice(SIGNATURE_LENGTH + 1);
      const given = Buffer.from(sealed.slice(0, SIGNATURE_LENGTH + 1));
      const right = Buffer.from(`${signatureOf(text)}.`);
      return given.length === right.length && timingSafeEqual(given, right) ? text : undefined;
    },
  };
}

/** A key of 32 bytes for one purpose: who holds it can neither find the fleet's key nor those for other purposes. */
export function derivedKey(fleetKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', fleetKey, '', `onplay ${purpose}`, 32));
}
