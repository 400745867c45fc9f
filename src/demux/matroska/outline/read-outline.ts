/**
 * Reads the outline of a film: its first seconds, the keyframes that its cues name, and its end. That is enough to cut it into segments,
 * and takes as many reads as it has keyframes instead of frames.
 */
import { NANOSECONDS_PER_SECOND, type TrackEntry } from '../../../matroska/index.js';
import { type ByteSource, QuickReads } from '../../../stores/index.js';
import { IndexBudget } from '../../../tracks/index.js';
import type { TrackSamples } from '../../movie/track-samples.js';
import type { ClusterContext } from '../cluster-reader.js';
import { ClusterSearch } from '../cluster-search.js';
import { ElementBudget } from '../element-budget.js';
import { FRAME_SYNC, FrameBatch, NO_DURATION } from '../frames/frame.js';
import { type ConstantRate, constantRate } from '../frames/frame-rate.js';
import { frameSamples } from '../frames/frame-samples.js';
import { TrackTables } from '../frames/track-tables.js';
import { wantedTracks } from '../samples-reader.js';
import type { Segment } from '../segment.js';
import { SegmentClusters } from '../segment-clusters.js';
import { type CuePlace, readCuePlaces } from './cue-places.js';
import { areDense, mayHaveOutline } from './eligible.js';
import { type Keyframe, keyframeAt } from './keyframe-at.js';

export interface MatroskaOutline {
  /** For each track, the samples that were read: of all at the beginning and at the end, and the keyframes of video between. */
  readonly tracks: readonly TrackSamples[];
  /** Of the video: every frame that was read is at a multiple of it. */
  readonly rate: ConstantRate;
}

/** Read whole at the beginning: more than decoders need to know what a track is, and what the first segments are made of. */
const HEAD_SECONDS = 6;
const CONCURRENT_KEYFRAMES = 16;

/**
 * Returns the outline; undefined for a file that may not be cut by it, or whose cues are missing, sparse or wrong. Depends on the
 * bytes of the file alone, so every process that reads it gets the same.
 * @param tracks those that may be played, video first.
 * @throws OnplayError for what is malformed; what `read` throws.
 */
export async function readMatroskaOutline(
  source: ByteSource,
  segment: Segment,
  tracks: readonly TrackEntry[],
): Promise<MatroskaOutline | undefined> {
  if (!mayHaveOutline(source, segment, tracks)) return undefined;
  const places = await readCuePlaces(source, segment, tracks[0]!.number);
  const parts = places && areDense(places, segment) && partsOf(places, segment);
  return parts ? new OutlineReader(source, segment, tracks).read(parts) : undefined;
}

interface OutlineParts {
  /** Offset of the cluster behind those that are read whole. */
  readonly headEnd: number;
  readonly between: readonly CuePlace[];
  /** Offset of the first of the last clusters. */
  readonly tail: number;
}

function partsOf(places: readonly CuePlace[], { info }: Segment): OutlineParts | undefined {
  const headTicks = (HEAD_SECONDS * NANOSECONDS_PER_SECOND) / info.timestampScale;
  const first = places[0]!;
  const after = places.find(({ time, cluster }) => time >= first.time + headTicks && cluster > first.cluster);
  const tail = places.at(-1)!.cluster;
  if (!after || after.cluster >= tail) return undefined;
  const headEnd = after.cluster;
  return { headEnd, tail, between: places.filter(({ cluster }) => cluster >= headEnd && cluster < tail) };
}

class OutlineReader {
  readonly #context: ClusterContext;
  readonly #tables: TrackTables;

  constructor(
    private readonly source: ByteSource,
    private readonly segment: Segment,
    private readonly tracks: readonly TrackEntry[],
  ) {
    this.#tables = new TrackTables(tracks, new IndexBudget());
    this.#context = {
      ...{ source, quick: QuickReads.of(source), budget: new ElementBudget(), batches: [] },
      ...{ tracks: wantedTracks(tracks), timestampScale: segment.info.timestampScale, shift: 0 },
    };
  }

  async read({ headEnd, between, tail }: OutlineParts): Promise<MatroskaOutline | undefined> {
    const { firstCluster, end } = this.segment;
    if (!(await this.#readClusters(firstCluster, headEnd))) return undefined;
    // Tracks that begin later are known only when all blocks are read.
    if (this.#tables.tables.some(({ count }) => count === 0)) return undefined;
    if (!(await this.#readKeyframes(between))) return undefined;
    return (await this.#readClusters(tail, end)) ? this.#outline() : undefined;
  }

  /** The clusters [start, end). Returns whether they are whole. */
  async #readClusters(start: number, end: number): Promise<boolean> {
    const { timestampScale } = this.#context;
    const sink = (batch: FrameBatch) => this.#tables.append(batch, timestampScale);
    const clusters = { ...this.segment, firstCluster: start, end };
    const search = new ClusterSearch(this.source);
    const { at, isCut, damagedBytes } = await new SegmentClusters(
      this.#context,
      clusters,
      sink,
      search,
    ).read();
    return at === end && !isCut && damagedBytes === 0;
  }

  /** Returns whether all are where cues say. */
  async #readKeyframes(places: readonly CuePlace[]): Promise<boolean> {
    const [{ number: track }] = this.tracks as readonly [TrackEntry];
    const from = { source: this.source, quick: this.#context.quick, track, end: this.segment.end };
    for (let first = 0; first < places.length; first += CONCURRENT_KEYFRAMES) {
      const batch = places.slice(first, first + CONCURRENT_KEYFRAMES);
      const found = await Promise.all(batch.map((place) => keyframeAt(from, place)));
      const keyframes = found.filter((keyframe) => keyframe !== undefined);
      if (keyframes.length < batch.length) return false;
      await this.#append(keyframes);
    }
    return true;
  }

  async #append(keyframes: readonly Keyframe[]): Promise<void> {
    const { timestampScale } = this.#context;
    const batch = new FrameBatch();
    for (const { offset, size, time } of keyframes) {
      const frame = { offset, size, time: time * timestampScale };
      batch.add({ ...frame, track: 0, flags: FRAME_SYNC, duration: NO_DURATION, padding: 0 });
    }
    await this.#tables.append(batch, timestampScale);
  }

  /** Undefined where the rate of the video is not constant. */
  #outline(): MatroskaOutline | undefined {
    const { timestampScale, duration = 0 } = this.segment.info;
    const columns = this.#tables.tables.map((table) => ({ padding: table.padding, columns: table.take() }));
    const { times } = columns[0]!.columns;
    const { defaultDuration } = this.tracks[0]!;
    const rate = constantRate({ times, isPresented: () => true, tick: timestampScale, defaultDuration });
    if (!rate) return undefined;
    const ofFile = { timestampScale, statedEnd: duration * timestampScale, isDelayStored: true };
    const tracks = columns.map((frames, i) =>
      frameSamples({ ...frames, ...ofFile, entry: this.tracks[i]!, isGrown: false }),
    );
    return { tracks, rate };
  }
}
