/** Reads where the frames of a cluster are, without reading the frames (RFC 9559 5.1.3, 10). */
import {
  type BlockHeader,
  ID,
  IN_SEGMENT,
  isInvisible,
  isKeyframe,
  type Lace,
  laceSizes,
  lacingOf,
  readBlockHeader,
  signedOf,
  unsignedOf,
} from '../../../matroska/index.js';
import type { ByteSource } from '../../stores/store.js';
import type { ElementBudget } from './element-budget.js';
import { FileWindow } from './file-window.js';
import { FRAME_HIDDEN, FRAME_LACED, FRAME_SYNC, FrameBatch, NO_DURATION } from './frame.js';
import type { HiddenFrames } from './hidden-frames.js';
import { MAX_LACE_HEADER_BYTES } from './limits.js';

/** A track whose frames are read. */
export interface WantedTrack {
  /** Index among those that are read. */
  readonly index: number;
  /** Every frame can be decoded without others, whatever its flags say. */
  readonly isIntraOnly: boolean;
  /** For a codec whose frames say whether they are presented. */
  readonly hiddenFrames: HiddenFrames | undefined;
  /** Nanoseconds between the frames of a block, where known. */
  readonly defaultDuration: number | undefined;
}

/** What the clusters of one segment are read with. */
export interface ClusterContext {
  readonly source: ByteSource;
  readonly budget: ElementBudget;
  /** By track number. */
  readonly tracks: ReadonlyMap<number, WantedTrack>;
  /** Nanoseconds of a tick. */
  readonly timestampScale: number;
  /** Nanoseconds that the segment is later than its timestamps say. */
  readonly shift: number;
  /** Batches that are not in use, to be reused. */
  readonly batches: FrameBatch[];
}

/** The contents [start, end) of a cluster. */
export interface ClusterSpan {
  readonly start: number;
  /** As the cluster states it; where that is not known, or the file ends earlier, the latest possible end. */
  readonly end: number;
  /** Whether another element of the segment may end it earlier. */
  readonly isOpen: boolean;
}

/** Where reading ended, and why. */
export interface ClusterEnd {
  readonly at: number;
  /** `whole`: at the end of the cluster; `cut`: the bytes end in an element; `malformed`: what is there is no element. */
  readonly reason: 'whole' | 'cut' | 'malformed';
}

/** Takes over frames, in file order. */
export type FrameSink = (batch: FrameBatch) => Promise<void>;

/** A cluster of small blocks, of audio alone, which is read at once. */
const SMALL_CLUSTER_BYTES = 64 * 1024;
/** Header of an element and of a block, and the sizes of a small lace. */
const HEAD_BYTES = 64;

/** What a group says of its block. */
interface BlockFacts {
  readonly isSync: boolean;
  readonly duration: number;
  readonly padding: number;
}

const SIMPLE: BlockFacts = { isSync: false, duration: NO_DURATION, padding: 0 };

/** Reads one cluster. */
export class ClusterReader {
  readonly #context: ClusterContext;
  readonly #span: ClusterSpan;
  readonly #sink: FrameSink;
  readonly #window: FileWindow;
  readonly #batch: FrameBatch;
  /** Timestamp of the cluster in ticks; undefined before it is read. */
  #timestamp: number | undefined;

  constructor(context: ClusterContext, span: ClusterSpan, sink: FrameSink) {
    this.#context = context;
    this.#span = span;
    this.#sink = sink;
    this.#batch = context.batches.pop() ?? new FrameBatch();
    const size = span.isOpen ? Number.POSITIVE_INFINITY : span.end - span.start;
    this.#window = new FileWindow(context.source, size <= SMALL_CLUSTER_BYTES ? size : 0);
  }

  /**
   * Reads until the cluster ends, or cannot be read any further.
   * @throws OnplayError `master_too_complex`; what the source and the sink throw.
   */
  async read(): Promise<ClusterEnd> {
    const end = await this.#readElements();
    await this.#flush();
    this.#context.batches.push(this.#batch);
    return end;
  }

  async #readElements(): Promise<ClusterEnd> {
    const { start, end, isOpen } = this.#span;
    for (let at = start; at < end; ) {
      this.#context.budget.count();
      if (!this.#window.has(at, HEAD_BYTES)) await this.#window.load(at, HEAD_BYTES);
      const header = this.#window.headerAt(at, end);
      if (typeof header === 'string') return { at, reason: header };
      const { id, headerSize, size } = header;
      if (isOpen && endsCluster(id)) return { at, reason: 'whole' };
      if (size === undefined) return { at, reason: 'malformed' };
      const contentStart = at + headerSize;
      const next = contentStart + size;
      if (next > end) return { at, reason: IN_CLUSTER.has(id) ? 'cut' : 'malformed' };
      if (id === ID.simpleBlock) {
        if (!this.#addSingleFrame(contentStart, next, SIMPLE))
          await this.#addFrames(contentStart, next, SIMPLE);
      } else if (id === ID.blockGroup) await this.#readGroup(contentStart, next);
      else if (id === ID.timestamp) this.#timestamp = await this.#number(contentStart, size, unsignedOf);
      if (this.#batch.isFull) await this.#flush();
      at = next;
    }
    return { at: end, reason: 'whole' };
  }

  /** RFC 9559 5.1.3.5 BlockGroup. One that is malformed is left out. */
  async #readGroup(start: number, end: number): Promise<void> {
    let block: { readonly start: number; readonly end: number } | undefined;
    let facts: BlockFacts = { ...SIMPLE, isSync: true };
    for (let at = start; at < end; ) {
      this.#context.budget.count();
      if (!this.#window.has(at, HEAD_BYTES)) await this.#window.load(at, HEAD_BYTES);
      const header = this.#window.headerAt(at, end);
      if (typeof header === 'string' || header.size === undefined) return;
      const contentStart = at + header.headerSize;
      const next = contentStart + header.size;
      if (next > end) return;
      if (header.id === ID.block) block ??= { start: contentStart, end: next };
      else facts = await this.#withFact(facts, header.id, contentStart, header.size);
      at = next;
    }
    if (block) await this.#addBlockAt(block.start, block.end, facts);
  }

  async #withFact(facts: BlockFacts, id: number, start: number, size: number): Promise<BlockFacts> {
    if (id === ID.referenceBlock) return { ...facts, isSync: false };
    if (id === ID.discardPadding)
      return { ...facts, padding: (await this.#number(start, size, signedOf)) ?? 0 };
    if (id !== ID.blockDuration) return facts;
    const duration = (await this.#number(start, size, unsignedOf)) ?? NO_DURATION;
    return { ...facts, duration: Math.min(duration, NO_DURATION) };
  }

  async #number(
    start: number,
    size: number,
    read: (bytes: Uint8Array) => number | undefined,
  ): Promise<number | undefined> {
    if (size > HEAD_BYTES) return undefined;
    if (!this.#window.has(start, size)) await this.#window.load(start, size);
    return read(this.#window.bytesAt(start, size));
  }

  /** The header of a block in a group may no longer be in memory, as elements after the block were read. */
  async #addBlockAt(start: number, end: number, facts: BlockFacts): Promise<void> {
    if (!this.#window.has(start, HEAD_BYTES)) await this.#window.load(start, HEAD_BYTES);
    if (!this.#addSingleFrame(start, end, facts)) await this.#addFrames(start, end, facts);
  }

  /**
   * Adds the frame of a block whose header is in memory. Returns false for a block with lacing, and where more than its header
   * says whether the frame is presented.
   */
  #addSingleFrame(start: number, end: number, facts: BlockFacts): boolean {
    const header = this.#blockHeader(start, end);
    const track = header && this.#context.tracks.get(header.trackNumber);
    if (!track) return true;
    const offset = start + header.headerSize;
    if (lacingOf(header) !== 0 || this.#mayBeHidden(track, offset)) return false;
    this.#add(track, header, facts, { offset, size: end - offset, position: 0, frames: 1 });
    return true;
  }

  async #addFrames(start: number, end: number, facts: BlockFacts): Promise<void> {
    const header = this.#blockHeader(start, end);
    const track = header && this.#context.tracks.get(header.trackNumber);
    if (!track) return;
    const sizesStart = start + header.headerSize;
    if (lacingOf(header) === 0) {
      const isHidden = await this.#isHidden(track, sizesStart, end);
      this.#add(track, header, facts, {
        offset: sizesStart,
        size: end - sizesStart,
        position: 0,
        frames: 1,
        isHidden,
      });
      return;
    }
    const lace = await this.#laceAt(lacingOf(header), sizesStart, end);
    if (!lace) return;
    let offset = sizesStart + lace.headerSize;
    for (const [position, size] of lace.sizes.entries()) {
      if (this.#batch.isFull) await this.#flush();
      this.#add(track, header, facts, { offset, size, position, frames: lace.sizes.length });
      offset += size;
    }
  }

  /** Undefined for a lace that is malformed. */
  async #laceAt(lacing: number, at: number, blockEnd: number): Promise<Lace | undefined> {
    const inMemory = () => {
      const { view, start, end } = this.#window;
      const bytes = {
        view,
        at: at - start,
        end: Math.min(blockEnd, end) - start,
        blockEnd: blockEnd - start,
      };
      return laceSizes(lacing, bytes);
    };
    const lace = inMemory();
    const length = Math.min(MAX_LACE_HEADER_BYTES, blockEnd - at);
    if (lace || this.#window.has(at, length)) return lace;
    await this.#window.load(at, length);
    return inMemory();
  }

  #blockHeader(start: number, end: number): BlockHeader | undefined {
    const { view, start: windowStart, end: windowEnd } = this.#window;
    return readBlockHeader(view, start - windowStart, Math.min(end, windowEnd) - windowStart);
  }

  #add(track: WantedTrack, header: BlockHeader, facts: BlockFacts, frame: FrameInBlock): void {
    const { offset, size, position, frames } = frame;
    // Blocks before the timestamp of their cluster have no time. A frame without bytes says that nothing new is shown.
    if (this.#timestamp === undefined || size === 0) return;
    const { timestampScale, shift } = this.#context;
    const inBlock = position * (track.defaultDuration ?? 0);
    const isSync = track.isIntraOnly || facts.isSync || isKeyframe(header);
    const isHidden = isInvisible(header) || frame.isHidden === true;
    const isLaced = position > 0 && track.defaultDuration === undefined;
    this.#batch.add({
      track: track.index,
      offset,
      size,
      time: (this.#timestamp + header.timestamp) * timestampScale + shift + inBlock,
      flags: (isSync ? FRAME_SYNC : 0) | (isHidden ? FRAME_HIDDEN : 0) | (isLaced ? FRAME_LACED : 0),
      duration: frames === 1 ? facts.duration : NO_DURATION,
      padding: position === frames - 1 ? facts.padding : 0,
    });
  }

  #mayBeHidden({ hiddenFrames }: WantedTrack, offset: number): boolean {
    const [firstByte] = hiddenFrames && this.#window.has(offset, 1) ? this.#window.bytesAt(offset, 1) : [];
    return firstByte !== undefined && hiddenFrames?.isHidden(firstByte) === true;
  }

  /** Whether the frame [start, end) is not presented. Its last byte is next to the following header, which is read anyway. */
  async #isHidden(track: WantedTrack, start: number, end: number): Promise<boolean> {
    if (!this.#mayBeHidden(track, start)) return false;
    if (!this.#window.has(end - 1, 1)) await this.#window.load(end - 1, HEAD_BYTES);
    const [lastByte] = this.#window.bytesAt(end - 1, 1);
    return lastByte === undefined || !track.hiddenFrames!.isSuperframe(lastByte);
  }

  async #flush(): Promise<void> {
    if (this.#batch.count > 0) await this.#sink(this.#batch);
    this.#batch.count = 0;
  }
}

interface FrameInBlock {
  readonly offset: number;
  readonly size: number;
  /** Its place in the block, from 0, and the number of frames of that. */
  readonly position: number;
  readonly frames: number;
  /** Whether the frame itself says that it is not presented. */
  readonly isHidden?: boolean;
}

/** Elements of a cluster; one of another id that is too large is damage, not a file that was cut off. */
const IN_CLUSTER: ReadonlySet<number> = new Set([ID.simpleBlock, ID.blockGroup, ID.timestamp]);

/** RFC 8794 6.2: a cluster of unknown size ends where an element begins that cannot be in it. */
function endsCluster(id: number): boolean {
  return IN_SEGMENT.has(id) || id === ID.segment || id === ID.ebml;
}
