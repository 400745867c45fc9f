/** Reads all clusters of a segment, several at a time where their sizes are known. */
import { ID, IN_SEGMENT } from '../../matroska/index.js';
import { type ClusterContext, ClusterReader, type ClusterSpan, type FrameSink } from './cluster-reader.js';
import type { ClusterSearch } from './cluster-search.js';
import { elementAt, FileWindow } from './file-window.js';
import type { Segment } from './segment.js';

/** Enough to keep a disk busy. Each holds a window of the file and a batch of frames. */
const CONCURRENT_CLUSTERS = 16;

/** What was found at the end of a segment. */
interface SegmentEnd {
  /** Where reading ended: the end of the segment, of the file, or what cannot be read. */
  readonly at: number;
  /** Where the file ends in an element that is not whole. */
  readonly isCut: boolean;
  /** Bytes that were left out, as they are not elements of a segment. */
  readonly damagedBytes: number;
  /** Offset of the last cluster; undefined if there is none. */
  readonly lastCluster: number | undefined;
}

export class SegmentClusters {
  readonly #context: ClusterContext;
  readonly #segment: Segment;
  readonly #sink: FrameSink;
  readonly #search: ClusterSearch;
  readonly #window: FileWindow;
  readonly #inProgress: Promise<void>[] = [];
  /** Resolves once the frames of all clusters before the next one are passed on. */
  #previous: Promise<void> = Promise.resolve();
  #isCut = false;
  #damagedBytes = 0;
  #lastCluster: number | undefined;

  /** @param sink called with frames in file order, one call at a time. */
  constructor(context: ClusterContext, segment: Segment, sink: FrameSink, search: ClusterSearch) {
    this.#context = context;
    this.#segment = segment;
    this.#sink = sink;
    this.#search = search;
    this.#window = new FileWindow(context.source, undefined, context.quick);
  }

  /** @throws OnplayError `master_too_complex`; what the source and the sink throw. */
  async read(): Promise<SegmentEnd> {
    try {
      const at = await this.#readElements();
      await this.#previous;
      const [isCut, damagedBytes, lastCluster] = [this.#isCut, this.#damagedBytes, this.#lastCluster];
      return { at, isCut, damagedBytes, lastCluster };
    } finally {
      // The caller closes the source.
      await Promise.allSettled(this.#inProgress);
    }
  }

  async #readElements(): Promise<number> {
    const { firstCluster, end } = this.#segment;
    let at: number | undefined = firstCluster;
    while (at !== undefined && at < end) {
      this.#context.budget.count();
      const element = await elementAt(this.#window, at, end);
      if (typeof element === 'string') {
        at = await this.#afterDamage(at, element);
        continue;
      }
      const { id, contentStart, size } = element;
      if (id === ID.ebml || id === ID.segment) return at;
      const next: number | undefined = size === undefined ? undefined : contentStart + size;
      if (id === ID.cluster) {
        this.#lastCluster = at;
        at = await this.#readCluster(contentStart, next);
      } else if (next !== undefined && next <= end) at = next;
      else at = await this.#afterDamage(at, IN_SEGMENT.has(id) ? 'cut' : 'malformed');
    }
    return at ?? end;
  }

  /** @param stated end of the cluster, if it states one. Returns where the next element is; undefined if nothing follows. */
  async #readCluster(start: number, stated: number | undefined): Promise<number | undefined> {
    const { end } = this.#segment;
    if (stated !== undefined && stated <= end) {
      await this.#startReading({ start, end: stated, isOpen: false });
      return stated;
    }
    // What follows a cluster that is larger than the file, or does not know its size, is only known once it is read.
    await this.#previous;
    const reader = new ClusterReader(this.#context, { start, end, isOpen: true }, this.#sink);
    const found = await reader.read();
    if (found.reason !== 'whole') return this.#afterDamage(found.at, found.reason);
    this.#isCut ||= stated !== undefined;
    return found.at;
  }

  /** Starts to read a cluster. Resolves once there is room for another. */
  async #startReading(span: ClusterSpan): Promise<void> {
    const done = this.#readInTurn(span, this.#previous);
    // Where it fails, so do the ones after it, and `read` rejects with the reason.
    done.catch(() => undefined);
    this.#previous = done;
    this.#inProgress.push(done);
    if (this.#inProgress.length === CONCURRENT_CLUSTERS) await this.#inProgress.shift();
  }

  /** Reads a cluster, and passes its frames on after those of the clusters before it. */
  async #readInTurn(span: ClusterSpan, turn: Promise<void>): Promise<void> {
    const reader = new ClusterReader(this.#context, span, async (batch) => {
      await turn;
      await this.#sink(batch);
    });
    const { at, reason } = await reader.read();
    await turn;
    if (reason !== 'whole') this.#damagedBytes += span.end - at;
  }

  /**
   * Returns the offset of the next cluster; undefined if none is found.
   * @param reason `cut` if the file may end here; not where more clusters follow.
   */
  async #afterDamage(at: number, reason: 'cut' | 'malformed'): Promise<number | undefined> {
    const { end } = this.#segment;
    const found = await this.#search.next(at + 1, end);
    if (found === undefined && reason === 'cut') this.#isCut = true;
    else this.#damagedBytes += (found ?? end) - at;
    return found;
  }
}
