/** Codes: the 32 bits by which a viewer is found from a copy. */
import { keyed } from './trace-key.js';

/** How many bits a code has. */
export const CODE_BITS = 32;
/** The largest code. */
export const MAX_CODE = 2 ** CODE_BITS - 1;
const WRITTEN = /^[0-9a-f]{8}$/;

/** A code as it stands in grants and is printed: eight hexadecimal digits. */
export function writeCode(code: number): string {
  return code.toString(16).padStart(8, '0');
}

/** Undefined for a text that `writeCode` does not write. */
export function readCode(text: string): number | undefined {
  return WRITTEN.test(text) ? Number.parseInt(text, 16) : undefined;
}

/** The code of a viewer whose token has `trace: true`. Of a few ten thousand viewers two may have the same one. @param traceKey of the installation. */
export function codeOfViewer(
  traceKey: string,
  { viewer, tenant = '' }: { readonly viewer: string; readonly tenant?: string },
): number {
  return keyed(traceKey, `viewer\n${tenant}\n${viewer}`).readUInt32BE(0);
}
