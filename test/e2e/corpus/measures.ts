/** Compares what was fetched with the master. */

import { faultsOfAudio } from './audio-faults.js';
import { type Decoded, type DecodedStream, decodeStreams } from './decoded-streams.js';
import type { FetchedMaster } from './fetched-master.js';
import { faultsOfRendition } from './rendition-faults.js';
import { measureVideo } from './video-measures.js';

/** At the lower of the two audio sample rates, 44.1 kHz. */
const AAC_FRAME_SECONDS = 1024 / 44_100;
const TOLERANCE_SECONDS = 0.001;

export interface Measures {
  readonly framesExpected: number;
  readonly framesGot: number;
  /** Largest deviation of a frame's time from the master's, both relative to the first frame. */
  readonly worstTimeErrorSeconds: number;
  /** Duration of the presentation according to the master, and of the shortest audio rendition. */
  readonly secondsExpected: number;
  readonly audioSecondsGot: number | undefined;
  /** One sentence per fault; empty if there is none. */
  readonly faults: readonly string[];
}

/** What the origin's management API reports about a master. */
export interface PlayedTracks {
  readonly remuxed: boolean;
  readonly video?: { readonly id: number };
  readonly audio: readonly unknown[];
  readonly ignored: readonly { readonly kind: string }[];
  /** Present if the file ends early. */
  readonly missing?: { readonly seconds: number };
  readonly ladder: readonly { readonly id: string; readonly keepEvery?: number }[];
}

/**
 * Decodes the master and everything that was fetched of it.
 * @param timeToleranceSeconds largest allowed deviation of a frame's time
 */
export async function measure(
  path: string,
  played: PlayedTracks,
  fetched: FetchedMaster,
  timeToleranceSeconds: number,
): Promise<Measures> {
  const master = await decodeStreams(path);
  const video = playedVideo(master, played);
  const audio = played.audio.length > 0 ? master.streams.filter(({ kind }) => kind === 'audio') : [];
  const tracks = [...(video ? [video] : []), ...audio];
  const start = Math.min(...tracks.map(({ times }) => times[0]!));
  const secondsExpected = Math.max(...tracks.map(({ end }) => end)) - start;
  const keepEvery = played.ladder.find(({ id }) => id === fetched.video?.id)?.keepEvery ?? 1;
  const videoMeasures = await measureVideo(video, { start, keepEvery, timeToleranceSeconds }, fetched.video);
  const longest = Math.max(AAC_FRAME_SECONDS, ...tracks.map(({ longestFrame }) => longestFrame));
  return {
    ...videoMeasures,
    secondsExpected,
    audioSecondsGot: shortestAudio(fetched),
    faults: [
      ...videoMeasures.faults,
      ...(await faultsOfAudio(path, fetched)),
      ...[fetched.video ?? [], ...fetched.audio].flat().flatMap(faultsOfRendition),
      ...(Math.abs(fetched.duration - secondsExpected) > longest + TOLERANCE_SECONDS
        ? [`the MPD is ${fetched.duration} s long, not ${secondsExpected}`]
        : []),
    ],
  };
}

/** Ids count a master's tracks as ffprobe does; of a remuxed master, the first video track is played. */
function playedVideo({ streams }: Decoded, { video, remuxed }: PlayedTracks): DecodedStream | undefined {
  if (!video) return undefined;
  return streams.find(({ kind, index }) => kind === 'video' && (remuxed || index === video.id));
}

function shortestAudio({ audio }: FetchedMaster): number | undefined {
  return audio.length > 0 ? Math.min(...audio.map(({ boundaries }) => boundaries.at(-1)!)) : undefined;
}
