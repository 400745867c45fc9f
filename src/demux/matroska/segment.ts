/** Reads what is before the clusters of a segment: the EBML header, what it says of itself, and its tracks. */
import {
  DEFAULT_TIMESTAMP_SCALE,
  ID,
  type MasterElement,
  readEbmlHeader,
  readInfo,
  readSeekHead,
  readTracks,
  type SegmentInfo,
  type TrackEntry,
  unsignedOf,
} from '../../matroska/index.js';
import type { ByteSource } from '../../stores/index.js';
import { damaged, notMedia, tooComplex, truncated, withoutTracks } from '../../tracks/index.js';
import type { ElementBudget } from './element-budget.js';
import { elementAt, type FileElement, FileWindow } from './file-window.js';
import { MAX_HEADER_ELEMENT_BYTES, MAX_TRACKS } from './limits.js';
import { masterElement } from './rules.js';

export interface Segment {
  readonly info: SegmentInfo;
  /** At most 100. */
  readonly tracks: readonly TrackEntry[];
  /** Offset of the first cluster, or of what is not understood; `end` if there is none. */
  readonly firstCluster: number;
  /** Timestamp of the first cluster in nanoseconds; 0 if there is none. */
  readonly firstTime: number;
  /** Offset from which positions in the segment are counted. */
  readonly contentStart: number;
  /** Offset of the cues by the seek head, which may be wrong; undefined where it has none. */
  readonly cues: number | undefined;
  /** Offsets of the chapters and of the attachments: where they were found, else by the seek head. */
  readonly chapters: number | undefined;
  readonly attachments: number | undefined;
  /** Where the segment ends, or the file, if that is earlier. */
  readonly end: number;
  /** Where the segment says that it ends; undefined while it is written, and for what was never seekable, as live WebM. */
  readonly statedEnd: number | undefined;
}

/**
 * Reads the segment that follows the EBML header at `offset`.
 * @throws OnplayError `master_not_media` for EBML of another kind, `master_truncated` and `master_without_tracks` when there
 *         are no tracks, `master_damaged`, `master_too_complex`; what `read` throws.
 */
export async function readSegment(
  source: ByteSource,
  offset: number,
  budget: ElementBudget,
): Promise<Segment> {
  const window = new FileWindow(source);
  const start = await readHeader(source, window, offset);
  const element = await segmentAt(source, window, start, budget);
  // Writers that were interrupted left a size of 0.
  const statedEnd = element.size ? element.contentStart + element.size : undefined;
  const end = Math.min(statedEnd ?? source.size, source.size);
  const reader = new SegmentReader(source, budget, { start: element.contentStart, end });
  await reader.read();
  const { info, tracks, firstCluster = end } = reader;
  if (!tracks) throw statedEnd !== end ? truncated() : withoutTracks();
  if (tracks.length > MAX_TRACKS) throw tooComplex(`it has more than ${MAX_TRACKS} tracks`);
  const known = info ?? { timestampScale: DEFAULT_TIMESTAMP_SCALE, title: '', muxingApp: '' };
  const firstTime = known.timestampScale * (await timestampAt(window, firstCluster, end));
  const { contentStart } = element;
  const [cues, chapters, attachments] = [ID.cues, ID.chapters, ID.attachments].map((id) =>
    reader.offsetOf(id),
  );
  const places = { firstCluster, contentStart, cues, chapters, attachments, end, statedEnd };
  return { info: known, tracks, firstTime, ...places };
}

/** Reads the EBML header. Returns where it ends. */
async function readHeader(source: ByteSource, window: FileWindow, offset: number): Promise<number> {
  const element = await elementAt(window, offset, source.size);
  if (element === 'cut') throw truncated();
  if (element === 'malformed' || element.id !== ID.ebml || element.size === undefined)
    throw damaged('it does not begin as Matroska does');
  const { docType, maxIdLength, maxSizeLength } = readEbmlHeader(await readWhole(source, element));
  if (docType !== 'matroska' && docType !== 'webm') throw notMedia();
  if (maxIdLength > 4 || maxSizeLength > 8) throw damaged('its elements have impossible headers');
  return element.contentStart + element.size;
}

/** The segment after the header; there may be a `Void` element between. */
async function segmentAt(
  source: ByteSource,
  window: FileWindow,
  start: number,
  budget: ElementBudget,
): Promise<FileElement> {
  for (let at = start; ; ) {
    budget.count();
    const element = await elementAt(window, at, source.size);
    if (element === 'cut') throw truncated();
    if (element === 'malformed') throw damaged('it has no segment');
    if (element.id === ID.segment) return element;
    if (element.size === undefined) throw damaged('it has no segment');
    at = element.contentStart + element.size;
  }
}

async function readWhole(
  source: ByteSource,
  { contentStart, size = 0 }: FileElement,
): Promise<MasterElement> {
  if (size > MAX_HEADER_ELEMENT_BYTES) throw tooComplex('its header is impossibly large');
  const bytes = await source.read(contentStart, size);
  if (bytes.byteLength < size) throw truncated();
  return masterElement(bytes);
}

/** The timestamp of a cluster, in ticks, which is its first element apart from `Void` and `CRC-32`; else 0. */
async function timestampAt(window: FileWindow, cluster: number, end: number): Promise<number> {
  const element = await elementAt(window, cluster, end);
  if (typeof element === 'string' || element.id !== ID.cluster) return 0;
  let at = element.contentStart;
  for (let i = 0; i < 3; i++) {
    const child = await elementAt(window, at, end);
    if (typeof child === 'string' || child.size === undefined) return 0;
    if (child.id === ID.timestamp && window.has(child.contentStart, child.size))
      return unsignedOf(window.bytesAt(child.contentStart, child.size)) ?? 0;
    at = child.contentStart + child.size;
  }
  return 0;
}

/** Walks the elements of a segment until both the information and the tracks are found. */
class SegmentReader {
  info: SegmentInfo | undefined;
  tracks: readonly TrackEntry[] | undefined;
  firstCluster: number | undefined;
  readonly #source: ByteSource;
  readonly #window: FileWindow;
  readonly #budget: ElementBudget;
  readonly #span: { readonly start: number; readonly end: number };
  /** Offsets that the seek head states, by id. */
  #positions: ReadonlyMap<number, number> = new Map();
  /** Offsets of elements before the clusters, by id. */
  readonly #found = new Map<number, number>();

  constructor(
    source: ByteSource,
    budget: ElementBudget,
    span: { readonly start: number; readonly end: number },
  ) {
    this.#source = source;
    this.#window = new FileWindow(source);
    this.#budget = budget;
    this.#span = span;
  }

  /** Ends at what cannot be read: the tracks before it can be played. */
  async read(): Promise<void> {
    const { start, end } = this.#span;
    for (let at = start; at < end; ) {
      this.#budget.count();
      const element = await elementAt(this.#window, at, end);
      if (typeof element === 'string') break;
      if (element.id === ID.cluster) {
        this.firstCluster ??= at;
        await this.#readSought();
        if (this.info && this.tracks) return;
      } else {
        if (!this.#found.has(element.id)) this.#found.set(element.id, at);
        await this.#readElement(element);
      }
      if (element.size === undefined) break;
      at = element.contentStart + element.size;
    }
    await this.#readSought();
    this.firstCluster ??= this.#span.end;
  }

  /** Where an element is, or where the seek head says that it is. */
  offsetOf(id: number): number | undefined {
    const found = this.#found.get(id);
    if (found !== undefined) return found;
    const position = this.#positions.get(id);
    return position === undefined ? undefined : this.#span.start + position;
  }

  /** Reads what stands after the clusters, if the seek head knows where. */
  async #readSought(): Promise<void> {
    const { end } = this.#span;
    for (const id of [ID.info, ID.tracks] as const) {
      const offset = this.offsetOf(id);
      const isRead = id === ID.info ? this.info : this.tracks;
      if (isRead || offset === undefined || offset >= end) continue;
      const element = await elementAt(this.#window, offset, end);
      if (typeof element !== 'string' && element.id === id) await this.#readElement(element);
    }
  }

  async #readElement(element: FileElement): Promise<void> {
    if (element.size === undefined) return;
    if (element.id === ID.seekHead && this.#positions.size === 0)
      this.#positions = readSeekHead(await readWhole(this.#source, element));
    if (element.id === ID.info) this.info ??= readInfo(await readWhole(this.#source, element));
    if (element.id === ID.tracks) this.tracks ??= readTracks(await readWhole(this.#source, element));
  }
}
