/** How what was fetched compares with what the master holds. */
import { type Decoded, type DecodedStream, decodeStreams } from './decoded-streams.js';
import type { FetchedMaster } from './fetched-master.js';
import { measurePictures } from './picture-measures.js';
import { faultsOfRendition } from './rendition-faults.js';
import { faultsOfSound } from './sound-faults.js';

/** Of the lower of the rates that sound is made at. */
const AAC_FRAME_SECONDS = 1024 / 44_100;
const TOLERANCE_SECONDS = 0.001;

export interface Measures {
  readonly framesExpected: number;
  readonly framesGot: number;
  /** The largest difference of a frame's time from the master's, both counted from the first frame. */
  readonly worstTimeErrorSeconds: number;
  /** How long the presentation is by the master, and how long the shortest of the sound renditions. */
  readonly secondsExpected: number;
  readonly audioSecondsGot: number | undefined;
  /** What is wrong, in sentences; empty where nothing is. */
  readonly faults: readonly string[];
}

/** What the origin's management says of a master. */
export interface PlayedTracks {
  readonly conformed: boolean;
  readonly video?: { readonly id: number };
  readonly audio: readonly unknown[];
  readonly ignored: readonly { readonly kind: string }[];
  readonly ladder: readonly { readonly id: string; readonly keepEvery?: 1 | 2 }[];
}

/**
 * Decodes the master and all that was fetched of it.
 * @param timeToleranceSeconds by how much a frame's time may differ.
 */
export async function measure(
  path: string,
  played: PlayedTracks,
  fetched: FetchedMaster,
  timeToleranceSeconds: number,
): Promise<Measures> {
  const master = await decodeStreams(path);
  const video = playedVideo(master, played);
  const sounds = played.audio.length > 0 ? master.streams.filter(({ kind }) => kind === 'audio') : [];
  const tracks = [...(video ? [video] : []), ...sounds];
  const start = Math.min(...tracks.map(({ times }) => times[0]!));
  const secondsExpected = Math.max(...tracks.map(({ end }) => end)) - start;
  const keepEvery = played.ladder.find(({ id }) => id === fetched.video?.id)?.keepEvery ?? 1;
  const pictures = await measurePictures(video, { start, keepEvery, timeToleranceSeconds }, fetched.video);
  const longest = Math.max(AAC_FRAME_SECONDS, ...tracks.map(({ longestFrame }) => longestFrame));
  return {
    ...pictures,
    secondsExpected,
    audioSecondsGot: shortestSound(fetched),
    faults: [
      ...pictures.faults,
      ...(await faultsOfSound(path, fetched)),
      ...[fetched.video ?? [], ...fetched.audio].flat().flatMap(faultsOfRendition),
      ...(Math.abs(fetched.duration - secondsExpected) > longest + TOLERANCE_SECONDS
        ? [`the MPD is ${fetched.duration} s long, not ${secondsExpected}`]
        : []),
    ],
  };
}

/** Ids count a master's tracks as ffprobe does; of what was converted first, the first picture track is played. */
function playedVideo({ streams }: Decoded, { video, conformed }: PlayedTracks): DecodedStream | undefined {
  if (!video) return undefined;
  return streams.find(({ kind, index }) => kind === 'video' && (conformed || index === video.id));
}

function shortestSound({ audio }: FetchedMaster): number | undefined {
  return audio.length > 0 ? Math.min(...audio.map(({ boundaries }) => boundaries.at(-1)!)) : undefined;
}
