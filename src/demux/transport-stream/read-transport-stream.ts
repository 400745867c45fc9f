/** Reads a transport stream: which tracks it has, then, in one pass over the whole file, the samples of those that are played. */

import type { ByteSource } from '../../stores/index.js';
import {
  damaged,
  durationUnsupported,
  encrypted,
  type IndexBudget,
  type TransportPackets,
} from '../../tracks/index.js';
import { type PacketGrid, pidOf } from '../../transport-stream/index.js';
import type { TrackSamples } from '../movie/track-samples.js';
import { continuousTimes } from './clock/continuous-times.js';
import { ProgrammeClock } from './clock/programme-clock.js';
import { MAX_UNIT_BYTES } from './limits.js';
import { scanPackets } from './packet-scan.js';
import { ProgrammeTracks } from './programme-tracks.js';
import { ProgrammeWatch } from './programme-watch.js';
import type { Programme, ReadableStream, TextStream } from './programmes.js';
import { ScanBudget } from './scan-budget.js';
import type { ScannedTrack, ScannedUnits } from './scanned-track.js';
import type { PlacedText, ScannedText } from './text/scanned-text.js';
import { audioSamples, pictureReader, videoSamples } from './unit-samples.js';

export {
  type ProgrammeStream,
  type Programmes,
  type ReadableStream,
  readProgrammes,
  type TextStream,
} from './programmes.js';

/** A track that was read. */
interface TransportTrack {
  readonly stream: ReadableStream;
  /** Rejected with the reason that it cannot be played. */
  readonly samples: PromiseSettledResult<TrackSamples>;
}

/** When and where the texts of a stream change. */
export interface TransportText {
  /** In the order of their times. */
  readonly placed: readonly PlacedText[];
  /** Of the film, in milliseconds of the timeline of the tracks: the last of a text may be shown so long. */
  readonly end: number;
  readonly packets: TransportPackets;
}

interface ReadTransportStream {
  /** Of the streams that were asked for, in their order, then of audio that is announced only later. */
  readonly tracks: readonly TransportTrack[];
  /** In the order in which they were asked for; rejected with the reason that one is not read. */
  readonly texts: readonly PromiseSettledResult<TransportText>[];
  /** Whether the last access unit of a track was left out, since the file ends within it. */
  readonly isCutOff: boolean;
}

/** What a scan is made with. */
interface ScanContext {
  readonly budget: IndexBudget;
  /** Called repeatedly with the share of the file that is read, 0 to 1. */
  readonly onProgress: (share: number) => void;
  /** Whether the file was seen to grow: then nothing that is found depends on what follows it, and no track is announced later. */
  readonly isGrown?: boolean;
}

/**
 * Reads the samples of streams of one programme. Of more than an index can hold, the last are given up.
 * @param media video first. @throws OnplayError `master_too_complex` for a first stream that is more than that alone,
 *   `master_damaged`; what `read` throws.
 */
export async function readTransportSamples(
  source: ByteSource,
  programme: Programme,
  {
    media,
    texts = [],
  }: { readonly media: readonly ReadableStream[]; readonly texts?: readonly TextStream[] },
  { budget, onProgress, isGrown = false }: ScanContext,
): Promise<ReadTransportStream> {
  const clock = new ProgrammeClock();
  const known = programme.streams.map(({ entry }) => entry.pid);
  const packets = new ProgrammeTracks({ media, texts }, isGrown ? undefined : known, clock);
  const { tracks } = packets;
  const watch = new ProgrammeWatch(programme.programNumber, (map, offset) => packets.follow(map, offset));
  const reserved = new ScanBudget(packets, budget);
  const onPacket = (bytes: Uint8Array, at: number, base: number) => {
    const reader = packets.readerOf(pidOf(bytes, at));
    if (reader) reader.packet(bytes, at, base);
    else watch.packet(bytes, at, base);
  };
  const afterStep = async (bytesRead: number) => {
    await reserved.update();
    onProgress(bytesRead / source.size);
    return true;
  };
  const { grids, isCut } = await scanPackets(source, onPacket, { afterStep });
  for (const { reader } of [...tracks, ...packets.texts]) reader.end(isCut);
  await reserved.update();
  const units = tracks.map((track) => track.take(isGrown));
  const shifts = continuousTimes(clock, units);
  const read = tracks.map((track, i) => ({
    stream: track.stream,
    samples: settled(() => samplesOf(track, { ...units[i]!, grids, isGrown })),
  }));
  const end = endOf(read);
  return {
    tracks: read,
    texts: packets.texts.map((text) => settled(() => textOf(text, { shifts, end, grids }))),
    isCutOff: tracks.some(({ reader }) => reader.isCutOff),
  };
}

interface FoundPackets {
  readonly grids: readonly PacketGrid[];
  readonly isGrown: boolean;
}

function samplesOf(
  { kind, rate, reader, pids, table }: ScannedTrack,
  { columns, interval, grids, isGrown }: ScannedUnits & FoundPackets,
): TrackSamples {
  if (table.givenUp) throw table.givenUp;
  if (columns.count === 0) throw reader.hasScrambled ? encrypted() : durationUnsupported();
  if (columns.sizes.some((size) => size > MAX_UNIT_BYTES))
    throw damaged('an access unit is impossibly large');
  const units = { columns, interval, packets: { pids, grids } };
  if (kind === 'audio') return audioSamples(units, rate, isGrown);
  return { ...videoSamples(units), pictureOf: pictureReader(columns) };
}

/** Of the longest track, in milliseconds. */
function endOf(tracks: readonly TransportTrack[]): number {
  const ends = tracks.map(({ samples }) =>
    samples.status === 'fulfilled' ? samples.value.timeline.end / samples.value.timeline.timescale : 0,
  );
  return 1000 * Math.max(0, ...ends);
}

interface FoundTimes extends Pick<FoundPackets, 'grids'> {
  readonly shifts: readonly (number | undefined)[];
  readonly end: number;
}

/** @throws OnplayError why it is not read. */
function textOf(text: ScannedText, { shifts, end, grids }: FoundTimes): TransportText {
  const placed = text.placed(shifts);
  if (placed.some(({ size }) => size > MAX_UNIT_BYTES)) throw damaged('a text is impossibly large');
  return { placed, end, packets: { pids: text.pids, grids } };
}

function settled<T>(make: () => T): PromiseSettledResult<T> {
  try {
    return { status: 'fulfilled', value: make() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
