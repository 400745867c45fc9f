import { ID, NANOSECONDS_PER_SECOND, type TrackEntry } from '../../matroska/index.js';
import { OnplayError } from '../../shared/errors.js';
import { type ByteSource, QuickReads } from '../../stores/index.js';
import {
  codecUnsupported,
  encrypted,
  type IndexBudget,
  type ShownSample,
  tooManySamples,
} from '../../tracks/index.js';
import type { TrackSamples } from '../movie/track-samples.js';
import type { WantedTrack } from './block-reader.js';
import { ClusterSearch } from './cluster-search.js';
import { isDelayStored } from './codec-delay.js';
import type { ElementBudget } from './element-budget.js';
import { elementAt, FileWindow } from './file-window.js';
import type { FrameBatch } from './frames/frame.js';
import type { ConstantRate } from './frames/frame-rate.js';
import { frameSamples } from './frames/frame-samples.js';
import { HIDDEN_FRAMES } from './frames/hidden-frames.js';
import { frameLengths } from './frames/lengths/track-lengths.js';
import { shownFrames } from './frames/shown-frames.js';
import { TrackTables } from './frames/track-tables.js';
import type { MatroskaResume } from './resume.js';
import { readSegment, type Segment } from './segment.js';
import { SegmentClusters } from './segment-clusters.js';

/** What samples are read from, and for. */
interface SamplesToRead {
  readonly source: ByteSource;
  readonly elements: ElementBudget;
  readonly tracks: readonly TrackEntry[];
  readonly budget: IndexBudget;
  /** See `TrackFrames`. */
  readonly isGrown: boolean;
  /** See `TrackFrames`. */
  readonly rate: ConstantRate | undefined;
}

/** What a file announces and does not have, or has and cannot be read. */
export interface MissingParts {
  /** Bytes that the segment states and the file ends before; 0 where it states no size. */
  readonly bytes: number;
  /** Bytes within the file that are no elements. */
  readonly damagedBytes: number;
  /** Seconds that the file states and has no frames for; 0 where it states no duration. */
  readonly seconds: number;
}

/** A stated duration is rounded, and counts the last frames of all tracks. */
const SHORTEST_MISSING_SECONDS = 1;

/** Real headers have a few bytes. They are fed with every sample, so that longer ones would be a way to feed gigabytes. */
const MAX_STRIPPED_BYTES = 256;

/** Codecs of audio in which not every frame can be decoded without others. */
const DEPENDENT_AUDIO: ReadonlySet<string> = new Set(['A_TRUEHD', 'A_MLP']);

/** Reads the frames of some tracks from one segment after the other. */
export class SamplesReader {
  readonly #read: SamplesToRead;
  readonly #tables: TrackTables;
  readonly #search: ClusterSearch;
  #missingBytes = 0;
  #damagedBytes = 0;
  /** Whether the last segment ended in an element. */
  #isCut = false;
  /** Whether the last segment does not state where it ends. */
  #isOpenEnded = false;
  /** End of all segments by what they state, in nanoseconds. */
  #statedEnd = 0;
  /** Nanoseconds of a tick, in all segments. */
  #timestampScale = 1;
  #muxingApp = '';
  #segments = 0;
  /** Offset of the last cluster. */
  #lastCluster: number | undefined;

  constructor(read: SamplesToRead) {
    this.#read = read;
    this.#tables = new TrackTables(read.tracks, read.budget);
    this.#search = new ClusterSearch(read.source);
  }

  /**
   * @param resume of an earlier look at the file: then only what is behind that is read.
   * @throws OnplayError as `readMatroskaSamples`.
   */
  async read(first: Segment, resume?: MatroskaResume): Promise<void> {
    const { timestampScale, muxingApp } = first.info;
    this.#timestampScale = timestampScale;
    this.#muxingApp = muxingApp;
    if (resume) await this.#tables.restore(resume.tracks, timestampScale);
    const start = resume ? { ...first, firstCluster: resume.at } : first;
    for (let segment: Segment | undefined = start; segment; ) segment = await this.#readSegment(segment);
  }

  /** For the next look at the file; undefined if it has to be read anew then. Call it before `samplesOf`. */
  resume(): MatroskaResume | undefined {
    const at = this.#lastCluster;
    if (at === undefined || this.#segments > 1 || this.#damagedBytes > 0) return undefined;
    const tracks = this.#tables.copyBefore(at);
    return tracks && { kind: 'matroska', at, tracks };
  }

  /**
   * The samples of a track, once all are read.
   * @throws OnplayError as it says of the track; see `readMatroskaSamples`.
   */
  async samplesOf(track: number): Promise<TrackSamples> {
    const entry = this.#read.tracks[track]!;
    requireStored(entry);
    const table = this.#tables.tables[track]!;
    if (table.isDropped) throw tooManySamples();
    const { padding } = table;
    const columns = table.take();
    const samples = frameSamples({
      ...{ entry, columns, padding },
      timestampScale: this.#timestampScale,
      statedEnd: this.#statedEnd,
      isDelayStored: this.#isDelayStored(track),
      isGrown: this.#read.isGrown,
      rate: this.#read.rate,
    });
    return withPrefix(samples, strippedBytes(entry));
  }

  /**
   * When the frames of a text are shown, once all are read.
   * @throws OnplayError as `samplesOf`.
   */
  async shownOf(track: number): Promise<ShownSample[]> {
    requireStored(this.#read.tracks[track]!);
    const table = this.#tables.tables[track]!;
    if (table.isDropped) throw tooManySamples();
    return shownFrames(table.take(), this.#timestampScale);
  }

  #isDelayStored(track: number): boolean {
    const { codecDelay } = this.#read.tracks[track]!;
    const others = this.#tables.tables.filter((_, i) => {
      const { codecDelay: delay, type } = this.#read.tracks[i]!;
      return delay === 0 && type !== 'text';
    });
    const otherStarts = others.map(({ firstTime }) => firstTime);
    const start = this.#tables.tables[track]!.firstTime;
    const timestampScale = this.#timestampScale;
    return isDelayStored(this.#muxingApp, { codecDelay, timestampScale, start, otherStarts });
  }

  /** Undefined if nothing is. */
  missing(): MissingParts | undefined {
    const [bytes, damagedBytes] = [this.#missingBytes, this.#damagedBytes];
    const isDamaged = this.#isCut || bytes + damagedBytes > 0;
    // Where all bytes are there, only text lasts longer, and tracks that are not read.
    if (!isDamaged && !this.#isOpenEnded) return undefined;
    const missing = Math.max(0, this.#statedEnd - this.#tables.end) / NANOSECONDS_PER_SECOND;
    const seconds = missing >= SHORTEST_MISSING_SECONDS ? missing : 0;
    return isDamaged || seconds > 0 ? { bytes, damagedBytes, seconds } : undefined;
  }

  /** Returns the segment that follows. */
  async #readSegment(segment: Segment): Promise<Segment | undefined> {
    const { source, elements, tracks } = this.#read;
    const { timestampScale, duration = 0 } = segment.info;
    // A segment that begins anew follows the one before.
    const shift = this.#segments++ === 0 ? 0 : Math.max(0, this.#tables.end - segment.firstTime);
    const wanted = wantedTracks(tracks);
    const quick = QuickReads.of(source);
    const context = { source, quick, budget: elements, tracks: wanted, timestampScale, shift, batches: [] };
    const sink = (batch: FrameBatch) => this.#tables.append(batch, timestampScale);
    const end = await new SegmentClusters(context, segment, sink, this.#search).read();
    this.#statedEnd = duration > 0 ? shift + duration * timestampScale : 0;
    this.#isCut = end.isCut;
    this.#isOpenEnded = segment.statedEnd === undefined;
    this.#damagedBytes += end.damagedBytes;
    this.#lastCluster = end.lastCluster;
    this.#missingBytes = Math.max(0, (segment.statedEnd ?? 0) - source.size);
    return end.isCut ? undefined : this.#following(end.at);
  }

  /** The segment whose EBML header is at `offset`; undefined if there is none, or it has other tracks or another scale. */
  async #following(offset: number): Promise<Segment | undefined> {
    const { source, elements, tracks } = this.#read;
    const element = await elementAt(new FileWindow(source), offset, source.size);
    if (typeof element === 'string' || element.id !== ID.ebml) return undefined;
    const segment = await readSegment(source, offset, elements).catch((error: unknown) => {
      if (!(error instanceof OnplayError) || error.about === 'moment') throw error;
      return undefined;
    });
    const isContinued =
      segment?.info.timestampScale === this.#timestampScale &&
      tracks.every((track) => track.type === 'text' || segment.tracks.some((other) => isSame(track, other)));
    return isContinued ? segment : undefined;
  }
}

/** @throws OnplayError `master_encrypted`, or `master_codec_unsupported` for frames that were changed otherwise. */
function requireStored(entry: TrackEntry): void {
  const { codecId, encoding } = entry;
  if (encoding?.kind === 'encrypted') throw encrypted();
  if (strippedBytes(entry).byteLength > MAX_STRIPPED_BYTES)
    throw codecUnsupported(`${codecId}, without headers that are impossibly long`);
}

/** What header stripping removed from the beginning of each frame; empty for most tracks. */
export function strippedBytes({ encoding }: TrackEntry): Uint8Array {
  return encoding?.kind === 'stripped' ? encoding.frames : new Uint8Array();
}

/** The samples with what each begins with and the file does not have. */
function withPrefix(samples: TrackSamples, prefix: Uint8Array): TrackSamples {
  if (prefix.byteLength === 0) return samples;
  const { sizes } = samples.table;
  for (let i = 0; i < sizes.length; i++) sizes[i]! += prefix.byteLength;
  return { ...samples, table: { ...samples.table, prefix: new Uint8Array(prefix) } };
}

/** The tracks whose frames can be read, by number. */
export function wantedTracks(tracks: readonly TrackEntry[]): ReadonlyMap<number, WantedTrack> {
  return new Map(
    tracks.flatMap((entry, index) => {
      const { number, type, codecId, encoding, defaultDuration } = entry;
      if (encoding?.kind === 'encrypted') return [];
      // With header stripping or compression, the first byte that is stored is not that of the frame.
      const hiddenFrames = encoding ? undefined : HIDDEN_FRAMES.get(codecId);
      const isIntraOnly = type === 'audio' && !DEPENDENT_AUDIO.has(codecId);
      const lengths = frameLengths(entry);
      return [[number, { index, isIntraOnly, hiddenFrames, lengths, defaultDuration }] as const];
    }),
  );
}

function isSame(track: TrackEntry, other: TrackEntry): boolean {
  return (
    track.number === other.number &&
    track.codecId === other.codecId &&
    Buffer.compare(track.codecPrivate, other.codecPrivate) === 0
  );
}
