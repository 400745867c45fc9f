/** Reads where the keyframe is that a cue names, without the blocks before it. */
import {
  type BlockHeader,
  ID,
  isInvisible,
  lacingOf,
  readBlockHeader,
  unsignedOf,
} from '../../../matroska/index.js';
import type { ByteSource, QuickReads } from '../../../stores/index.js';
import { HEAD_BYTES } from '../block-reader.js';
import { elementAt, type FileElement, FileWindow } from '../file-window.js';
import type { CuePlace } from './cue-places.js';

/** A keyframe in the file. */
export interface Keyframe {
  readonly offset: number;
  readonly size: number;
  /** In ticks of the segment. */
  readonly time: number;
}

/** What keyframes are read from. */
interface KeyframeSource {
  readonly source: ByteSource;
  readonly quick: QuickReads | undefined;
  /** Number of the track. */
  readonly track: number;
  /** Where the segment ends. */
  readonly end: number;
}

/** Elements of a cluster before its timestamp: `Void` and `CRC-32`. */
const MOST_BEFORE_TIMESTAMP = 3;
/** Blocks of audio before the first of video, where a cue does not state the place of the block. */
const MOST_BEFORE_KEYFRAME = 64;

/** Undefined where no frame of the track and the time is found. @throws what `read` throws. */
export async function keyframeAt(from: KeyframeSource, place: CuePlace): Promise<Keyframe | undefined> {
  const window = new FileWindow(from.source, undefined, from.quick);
  const cluster = await elementAt(window, place.cluster, from.end);
  if (typeof cluster === 'string' || cluster.id !== ID.cluster || cluster.size === undefined)
    return undefined;
  const { contentStart } = cluster;
  const end = contentStart + cluster.size;
  if (end > from.end) return undefined;
  const timestamp = await timestampIn(window, contentStart, end);
  if (timestamp === undefined) return undefined;
  for (let at = contentStart + (place.block ?? 0), passed = 0; at < end; passed++) {
    if (passed > MOST_BEFORE_KEYFRAME) return undefined;
    const element = await wholeElementAt(window, at, end);
    if (!element) return undefined;
    const found = await frameIn(window, element, from.track);
    if (found) {
      const { header, offset, size } = found;
      const time = timestamp + header.timestamp;
      const isWanted = time === place.time && size > 0 && lacingOf(header) === 0 && !isInvisible(header);
      return isWanted ? { offset, size, time } : undefined;
    }
    at = element.contentStart + element.size;
  }
  return undefined;
}

type WholeElement = FileElement & { readonly size: number };

async function wholeElementAt(
  window: FileWindow,
  at: number,
  end: number,
): Promise<WholeElement | undefined> {
  const element = await elementAt(window, at, end);
  if (typeof element === 'string' || element.size === undefined) return undefined;
  return element.contentStart + element.size > end ? undefined : { ...element, size: element.size };
}

async function timestampIn(window: FileWindow, start: number, end: number): Promise<number | undefined> {
  for (let at = start, passed = 0; passed <= MOST_BEFORE_TIMESTAMP; passed++) {
    const element = await wholeElementAt(window, at, end);
    if (!element) return undefined;
    const { id, contentStart, size } = element;
    if (id === ID.timestamp && size <= HEAD_BYTES) {
      if (!window.has(contentStart, size)) await window.load(contentStart, size);
      return unsignedOf(window.bytesAt(contentStart, size));
    }
    at = contentStart + size;
  }
  return undefined;
}

interface FoundFrame {
  readonly header: BlockHeader;
  readonly offset: number;
  readonly size: number;
}

/** The frame of a block, or of the block that a group begins with; undefined for elements and tracks of other kinds. */
async function frameIn(
  window: FileWindow,
  element: WholeElement,
  track: number,
): Promise<FoundFrame | undefined> {
  const { id, contentStart, size } = element;
  const end = contentStart + size;
  if (id === ID.blockGroup) {
    const first = await wholeElementAt(window, contentStart, end);
    return first?.id === ID.block ? frameIn(window, first, track) : undefined;
  }
  if (id !== ID.simpleBlock && id !== ID.block) return undefined;
  if (!window.has(contentStart, HEAD_BYTES)) await window.load(contentStart, HEAD_BYTES);
  const header = readBlockHeader(
    window.view,
    contentStart - window.start,
    Math.min(end, window.end) - window.start,
  );
  if (header?.trackNumber !== track) return undefined;
  const offset = contentStart + header.headerSize;
  return { header, offset, size: end - offset };
}
