/** How the bytes of a master are read, and why: the only place that decides it. Pure. */
import type { Master } from '../../stores/index.js';

export interface MasterReading {
  /** A local file where it lies; remuxed copies; a copy of the master; ranges of the object. */
  readonly from: 'file' | 'remuxed copies' | 'copy' | 'ranges';
  /** For operators: `downloaded, since it …`. */
  readonly text: string;
}

export interface MasterReadingFacts {
  /** Whether its container cannot be read in place. */
  readonly isRemuxed: boolean;
  /** The largest master in a bucket that is downloaded although its container can be read in place. */
  readonly downloadMaxBytes: number;
}

export function masterReading(
  { object, size, growth }: Pick<Master, 'object' | 'size' | 'growth'>,
  { isRemuxed, downloadMaxBytes }: MasterReadingFacts,
): MasterReading {
  if (!object) return ofFile(isRemuxed);
  if (isRemuxed) {
    return {
      from: 'remuxed copies',
      text: 'downloaded and remuxed, since its container cannot be read by ranges',
    };
  }
  if (growth || size > downloadMaxBytes) {
    const text = `read by ranges, since it has more than ${downloadMaxBytes} bytes: a segment needs a small part of it`;
    return { from: 'ranges', text };
  }
  const text = `downloaded, since it has at most ${downloadMaxBytes} bytes: that takes no longer than a few segments' requests`;
  return { from: 'copy', text };
}

function ofFile(isRemuxed: boolean): MasterReading {
  if (isRemuxed)
    return { from: 'remuxed copies', text: 'remuxed, since its container cannot be read in parts' };
  return { from: 'file', text: 'read where it lies, as a local file' };
}
