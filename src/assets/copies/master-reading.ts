/** How the bytes of a master are read, and why: the only place that decides it. Pure. */
import { hasFrameTable } from '../../masters/index.js';
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
  /** As its index names it. The text alone depends on it. */
  readonly container?: string;
}

const READ_THROUGH = 'To be indexed, all of it is read once, since its container has no table of its frames';

export function masterReading(
  { object, size, growth }: Pick<Master, 'object' | 'size' | 'growth'>,
  { isRemuxed, downloadMaxBytes, container }: MasterReadingFacts,
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
    const isReadThrough = container !== undefined && !hasFrameTable(container);
    return { from: 'ranges', text: isReadThrough ? `${text}. ${READ_THROUGH}` : text };
  }
  const text = `downloaded, since it has at most ${downloadMaxBytes} bytes: that takes no longer than a few segments' requests`;
  return { from: 'copy', text };
}

function ofFile(isRemuxed: boolean): MasterReading {
  if (isRemuxed)
    return { from: 'remuxed copies', text: 'remuxed, since its container cannot be read in parts' };
  return { from: 'file', text: 'read where it lies, as a local file' };
}
