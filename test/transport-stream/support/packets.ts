import { PACKET_BYTES } from '../../../src/transport-stream/index.js';

/** The packets that the bytes consist of. */
export function packetsOf(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.byteLength / PACKET_BYTES }, (_, i) =>
    bytes.slice(i * PACKET_BYTES, (i + 1) * PACKET_BYTES),
  );
}
