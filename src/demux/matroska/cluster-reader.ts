/** Reads where the frames of a cluster are, without reading the frames (RFC 9559 5.1.3, 10). */
import { ID, IN_SEGMENT, isInvisible, isKeyframe, signedOf, unsignedOf } from '../../matroska/index.js';
import type { ByteSource, QuickReads } from '../../stores/index.js';
import { type Block, BlockReader, HEAD_BYTES, type WantedTrack } from './block-reader.js';
import type { ElementBudget } from './element-budget.js';
import { FileWindow } from './file-window.js';
import { FRAME_HIDDEN, FRAME_LACED, FRAME_SYNC, FrameBatch, NO_DURATION } from './frames/frame.js';

/** What the clusters of one segment are read with. */
export interface ClusterContext {
  readonly source: ByteSource;
  /** For reads at once; undefined where that blocks others. */
  readonly quick: QuickReads | undefined;
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
interface ClusterEnd {
  readonly at: number;
  /** `whole`: at the end of the cluster; `cut`: the bytes end in an element; `malformed`: what is there is no element. */
  readonly reason: 'whole' | 'cut' | 'malformed';
}

/** Takes over frames, in file order. */
export type FrameSink = (batch: FrameBatch) => Promise<void>;

/** A cluster of small blocks, of audio alone, which is read at once. */
const SMALL_CLUSTER_BYTES = 64 * 1024;

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
  readonly #blocks: BlockReader;
  readonly #batch: FrameBatch;
  /** Timestamp of the cluster in ticks; undefined before it is read. */
  #timestamp: number | undefined;

  constructor(context: ClusterContext, span: ClusterSpan, sink: FrameSink) {
    this.#context = context;
    this.#span = span;
    this.#sink = sink;
    this.#batch = context.batches.pop() ?? new FrameBatch();
    const size = span.isOpen ? Number.POSITIVE_INFINITY : span.end - span.start;
    this.#window = new FileWindow(context.source, size <= SMALL_CLUSTER_BYTES ? size : 0, context.quick);
    this.#blocks = new BlockReader(this.#window, context.tracks);
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
      if (!this.#window.has(at, HEAD_BYTES)) {
        const loading = this.#window.load(at, HEAD_BYTES);
        if (loading) await loading;
      }
      const header = this.#window.headerAt(at, end);
      if (typeof header === 'string') return { at, reason: header };
      const { id, headerSize, size } = header;
      if (isOpen && endsCluster(id)) return { at, reason: 'whole' };
      if (size === undefined) return { at, reason: 'malformed' };
      const contentStart = at + headerSize;
      const next = contentStart + size;
      if (next > end) return { at, reason: IN_CLUSTER.has(id) ? 'cut' : 'malformed' };
      if (id === ID.simpleBlock) {
        const block = this.#blocks.read(contentStart, next);
        // Almost all blocks are read without a promise, of which there would be millions.
        if (block === 'more') await this.#addFrames(await this.#blocks.readMore(contentStart, next), SIMPLE);
        else if (block) this.#addFrame(block, SIMPLE, 0, block.offset);
      } else if (id === ID.blockGroup) await this.#readGroup(contentStart, next);
      else if (id === ID.timestamp) this.#timestamp = await this.#number(contentStart, size, unsignedOf);
      if (this.#batch.isFull) await this.#flush();
      at = next;
    }
    return { at: end, reason: 'whole' };
  }

  /** RFC 9559 5.1.3.5 BlockGroup. One that is malformed is left out. */
  async #readGroup(start: number, end: number): Promise<void> {
    let block: Block | undefined;
    let facts: BlockFacts = { ...SIMPLE, isSync: true };
    for (let at = start; at < end; ) {
      this.#context.budget.count();
      if (!this.#window.has(at, HEAD_BYTES)) await this.#window.load(at, HEAD_BYTES);
      const header = this.#window.headerAt(at, end);
      if (typeof header === 'string' || header.size === undefined) return;
      const contentStart = at + header.headerSize;
      const next = contentStart + header.size;
      if (next > end) return;
      if (header.id === ID.block) block ??= await this.#blocks.readMore(contentStart, next);
      else facts = await this.#withFact(facts, header.id, contentStart, header.size);
      at = next;
    }
    await this.#addFrames(block, facts);
  }

  async #withFact(facts: BlockFacts, id: number, start: number, size: number): Promise<BlockFacts> {
    if (id === ID.referenceBlock) return { ...facts, isSync: false };
    // Below 0, it is padding at the beginning of the block.
    if (id === ID.discardPadding)
      return { ...facts, padding: Math.max(0, (await this.#number(start, size, signedOf)) ?? 0) };
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

  async #addFrames(block: Block | undefined, facts: BlockFacts): Promise<void> {
    if (!block) return;
    let { offset } = block;
    for (const [position, size] of block.sizes.entries()) {
      if (this.#batch.isFull) await this.#flush();
      await this.#blocks.loadHead(block.track, offset);
      this.#addFrame(block, facts, position, offset);
      offset += size;
    }
  }

  /** Adds the frame at a position of the block, counted from 0, for which there is room. */
  #addFrame(
    { track, header, sizes, isHidden }: Block,
    facts: BlockFacts,
    position: number,
    offset: number,
  ): void {
    const size = sizes[position]!;
    // Blocks before the timestamp of their cluster have no time. A frame without bytes says that nothing new is shown.
    if (this.#timestamp === undefined || size === 0) return;
    const { timestampScale, shift } = this.#context;
    const inBlock = position * (track.defaultDuration ?? 0);
    const isSync = track.isIntraOnly || facts.isSync || isKeyframe(header);
    const isLaced = position > 0 && track.defaultDuration === undefined;
    const stated = sizes.length === 1 ? facts.duration : NO_DURATION;
    this.#batch.add({
      track: track.index,
      offset,
      size,
      time: (this.#timestamp + header.timestamp) * timestampScale + shift + inBlock,
      flags:
        (isSync ? FRAME_SYNC : 0) |
        (isHidden || isInvisible(header) ? FRAME_HIDDEN : 0) |
        (isLaced ? FRAME_LACED : 0),
      duration: this.#blocks.lengthOf(track, offset, size) ?? stated,
      padding: position === sizes.length - 1 ? facts.padding : 0,
    });
  }

  async #flush(): Promise<void> {
    if (this.#batch.count > 0) await this.#sink(this.#batch);
    this.#batch.count = 0;
  }
}

/** Elements of a cluster; one of another id that is too large is damage, not a file that was cut off. */
const IN_CLUSTER: ReadonlySet<number> = new Set([ID.simpleBlock, ID.blockGroup, ID.timestamp]);

/** RFC 8794 6.2: a cluster of unknown size ends where an element begins that cannot be in it. */
function endsCluster(id: number): boolean {
  return IN_SEGMENT.has(id) || id === ID.segment || id === ID.ebml;
}
