/** The tracks of the programme that is played, by the PIDs that they have at a place of the file. */
import { PIDS, type ProgramMap, type StreamEntry } from '../../transport-stream/index.js';
import type { ProgrammeClock } from './clock/programme-clock.js';
import { MAX_STREAMS } from './limits.js';
import type { ReadableStream, TextStream } from './programmes.js';
import { ScannedTrack } from './scanned-track.js';
import { type StreamKind, streamKind } from './streams/stream-kind.js';
import type { TrackReader } from './streams/track-reader.js';
import { ScannedText } from './text/scanned-text.js';

/** A stream of a map, and what it carries as far as its description tells. */
interface MappedStream {
  readonly entry: StreamEntry;
  readonly kind: StreamKind;
}

/** The streams of a programme that are read. */
interface StreamsToRead {
  readonly media: readonly ReadableStream[];
  readonly texts: readonly TextStream[];
}

type Scanned = ScannedTrack | ScannedText;

export class ProgrammeTracks {
  /** In the order of the streams that were asked for, then audio that another map announced later. */
  readonly tracks: ScannedTrack[];
  /** In the order of the streams that were asked for. */
  readonly texts: readonly ScannedText[];
  readonly #clock: ProgrammeClock;
  readonly #known: ReadonlySet<number> | undefined;
  readonly #readers: (TrackReader | undefined)[] = new Array(PIDS).fill(undefined);

  /** @param known PIDs of all streams in the first map, whether they are read or not; undefined where no other is to be read. */
  constructor({ media, texts }: StreamsToRead, known: readonly number[] | undefined, clock: ProgrammeClock) {
    this.#clock = clock;
    this.#known = known && new Set(known);
    this.tracks = media.map((stream) => new ScannedTrack(stream, clock));
    this.texts = texts.map((stream) => new ScannedText(stream, clock));
    for (const { reader, pid } of [...this.tracks, ...this.texts]) this.#readers[pid] = reader;
  }

  readerOf(pid: number): TrackReader | undefined {
    return this.#readers[pid];
  }

  /** From `offset` of the file on, the programme has this map. Streams that it does not have are not read from there on. */
  follow({ streams, descriptors }: ProgramMap, offset: number): void {
    const mapped = streams.map((entry) => ({
      entry,
      kind: streamKind(entry, descriptors, new Uint8Array()),
    }));
    const scanned = [...this.tracks, ...this.texts];
    const pids = pidsIn(mapped, scanned);
    for (const { pid } of scanned) this.#readers[pid] = undefined;
    for (const [i, track] of scanned.entries()) {
      const pid = pids[i];
      if (pid === undefined) track.reader.restart();
      else if (pid !== track.pid) track.continueAs(pid, offset);
      if (pid !== undefined) this.#readers[pid] = track.reader;
    }
    for (const stream of mapped) if (!pids.includes(stream.entry.pid)) this.#addLate(stream);
  }

  #addLate({ entry, kind }: MappedStream): void {
    const isReadable = kind.kind === 'audio' && !('isUnread' in kind);
    const isNew = this.#known?.has(entry.pid) === false;
    if (!isReadable || !isNew || this.tracks.length >= MAX_STREAMS) return;
    const stream = { entry, kind, isSent: true, isScrambled: false } as ReadableStream;
    const track = new ScannedTrack(stream, this.#clock);
    this.tracks.push(track);
    this.#readers[entry.pid] = track.reader;
  }
}

/**
 * The PIDs of tracks in a map: a track's own where the map has its codec there, else the first of a stream of the codec that no
 * other track has; undefined where there is none.
 */
function pidsIn(
  streams: readonly MappedStream[],
  tracks: readonly Scanned[],
): readonly (number | undefined)[] {
  const kept = new Set<number>();
  const own = tracks.map((track) => {
    const found = streams.find(({ entry }) => entry.pid === track.pid);
    if (!found || !isContinued(found, track)) return undefined;
    kept.add(track.pid);
    return track.pid;
  });
  return tracks.map((track, i) => {
    if (own[i] !== undefined) return own[i];
    const found = streams.find((stream) => !kept.has(stream.entry.pid) && isContinued(stream, track));
    if (found) kept.add(found.entry.pid);
    return found?.entry.pid;
  });
}

/** Whether it has the same codec, or is described alike where only its contents tell the codec. */
function isContinued({ entry, kind }: MappedStream, { stream }: Scanned): boolean {
  const isAlike =
    entry.streamType === stream.entry.streamType && Buffer.compare(entry.info, stream.entry.info) === 0;
  return kind.codec === stream.kind.codec || isAlike;
}
