/** Reads a transport stream: which tracks it has, then, in one pass over the whole file, the samples of those that are played. */

import type { ByteSource } from '../../stores/index.js';
import { damaged, durationUnsupported, encrypted, type IndexBudget } from '../../tracks/index.js';
import { type PacketGrid, pidOf } from '../../transport-stream/index.js';
import type { TrackSamples } from '../movie/track-samples.js';
import { continuousTimes } from './clock/continuous-times.js';
import { ProgrammeClock } from './clock/programme-clock.js';
import { MAX_UNIT_BYTES } from './limits.js';
import { scanPackets } from './packet-scan.js';
import { ProgrammeTracks } from './programme-tracks.js';
import { ProgrammeWatch } from './programme-watch.js';
import type { Programme, ReadableStream } from './programmes.js';
import { ScanBudget } from './scan-budget.js';
import type { ScannedTrack, ScannedUnits } from './scanned-track.js';
import { audioSamples, pictureReader, videoSamples } from './unit-samples.js';

export {
  type ProgrammeStream,
  type Programmes,
  type ReadableStream,
  readProgrammes,
} from './programmes.js';

/** A track that was read. */
interface TransportTrack {
  readonly stream: ReadableStream;
  /** Rejected with the reason that it cannot be played. */
  readonly samples: PromiseSettledResult<TrackSamples>;
}

interface ReadTransportStream {
  /** Of the streams that were asked for, in their order, then of audio that is announced only later. */
  readonly tracks: readonly TransportTrack[];
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
 * @param streams video first. @throws OnplayError `master_too_complex` for a first stream that is more than that alone,
 *   `master_damaged`; what `read` throws.
 */
export async function readTransportSamples(
  source: ByteSource,
  programme: Programme,
  streams: readonly ReadableStream[],
  { budget, onProgress, isGrown = false }: ScanContext,
): Promise<ReadTransportStream> {
  const clock = new ProgrammeClock();
  const known = programme.streams.map(({ entry }) => entry.pid);
  const packets = new ProgrammeTracks(streams, isGrown ? undefined : known, clock);
  const { tracks } = packets;
  const watch = new ProgrammeWatch(programme.programNumber, (map, offset) => packets.follow(map, offset));
  const reserved = new ScanBudget(tracks, budget);
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
  for (const { reader } of tracks) reader.end(isCut);
  await reserved.update();
  const units = tracks.map((track) => track.take(isGrown));
  continuousTimes(clock, units);
  return {
    tracks: tracks.map((track, i) => ({
      stream: track.stream,
      samples: settled(() => samplesOf(track, { ...units[i]!, grids, isGrown })),
    })),
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

function settled<T>(make: () => T): PromiseSettledResult<T> {
  try {
    return { status: 'fulfilled', value: make() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
