/** Compares every audio rendition with the master's track that it is of. */
import { decodeJoinedAudio } from '../../../support/joined-audio.js';
import type { FetchedMaster, FetchedRendition } from '../fetched-master.js';
import { type AudioOffset, audioOffsets } from './audio-offsets.js';
import { decodePlacedAudio } from './placed-audio.js';
import type { Presented } from './presented-media.js';
import type { ReferenceStreams } from './reference-streams.js';

/** What a viewer does not notice, in seconds. */
const SHIFT_TOLERANCE_SECONDS = 0.005;
/** Correlation below which it is other audio, or disturbed: a low bitrate lowers it to 0.9 or so. */
const LEAST_LIKENESS = 0.7;

export interface ComparedAudio {
  readonly id: string;
  /** At several places; undefined where the master is silent. */
  readonly offsets: readonly (AudioOffset | undefined)[];
}

export interface AudioComparison {
  readonly renditions: readonly ComparedAudio[];
  /** One sentence per fault; empty if there is none. */
  readonly faults: readonly string[];
}

export async function compareAudio(
  path: string,
  presented: Presented,
  { audio: tracks, start }: ReferenceStreams,
  { audio }: FetchedMaster,
): Promise<AudioComparison> {
  const renditions: ComparedAudio[] = [];
  for (const rendition of audio) {
    const place = trackOf(rendition);
    const track = tracks[place];
    if (!track) continue;
    const sampleRate = rendition.init.timescale;
    const source = { path, presented, stream: track.index };
    const early = presented.tooEarly?.[place] ?? 0;
    const reference = await decodePlacedAudio(source, { start: start - early, sampleRate });
    const served = await decodeJoinedAudio(rendition.joined);
    renditions.push({ id: rendition.id, offsets: audioOffsets(reference, served, sampleRate) });
  }
  const played = new Set(audio.map(trackOf)).size;
  const left = played === tracks.length ? [] : [`${played} of ${tracks.length} audio tracks are played`];
  return { renditions, faults: [...left, ...renditions.flatMap(faultsOfOffsets)] };
}

/** The first number in an id is the track's, counted from 1. */
function trackOf({ id }: FetchedRendition): number {
  return Number(/\d+/.exec(id)?.[0]) - 1;
}

function faultsOfOffsets({ id, offsets }: ComparedAudio): string[] {
  return offsets.flatMap((offset, place) => {
    if (!offset) return [];
    const { seconds, likeness } = offset;
    const where = `${id} at place ${place + 1} of ${offsets.length}`;
    if (likeness < LEAST_LIKENESS)
      return [`${where} is not the master's audio (likeness ${likeness.toFixed(2)})`];
    return Math.abs(seconds) > SHIFT_TOLERANCE_SECONDS ? [`${where} is ${seconds.toFixed(3)} s late`] : [];
  });
}
