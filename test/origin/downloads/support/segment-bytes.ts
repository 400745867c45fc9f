/** Segments that a test can tell apart, in place of encoded ones. */
import { mediaSegment } from '../../../../src/packager/index.js';

/** @param name as `v720/3`; larger than a client that does not read lets pass. */
export function segmentBytes(name: string, bytes = 2000): Uint8Array {
  const [rendition = '', segment = ''] = name.split('/');
  if (segment === 'parameter-sets' || rendition === 'parameter-sets')
    return Uint8Array.of(1, 100, 0, 31, 255, 224, 0);
  const data = Buffer.alloc(bytes + 10 * Number(segment), `${name} `);
  return mediaSegment({
    ...{ sequenceNumber: Number(segment) + 1, baseMediaDecodeTime: 90_000 * Number(segment) },
    samples: [{ size: data.byteLength, duration: 90_000, compositionOffset: 0, sync: true }],
    data: [data],
  });
}
