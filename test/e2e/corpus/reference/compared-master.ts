/** Compares all that was fetched of a master with what ffmpeg decodes of the master itself. */
import { decodeStreams } from '../decoded-streams.js';
import type { FetchedMaster, FetchedRendition } from '../fetched-master.js';
import { faultsOfRendition } from '../rendition-faults.js';
import { everyNth } from '../video-measures.js';
import { type ComparedAudio, compareAudio } from './audio-comparison.js';
import { type ComparedFrames, compareFrames } from './frame-comparison.js';
import { decodeJoinedFrames, decodeMasterFrames } from './luma-frames.js';
import type { Presented } from './presented-media.js';
import { type ReferenceStreams, referenceStreams } from './reference-streams.js';

export interface ComparedMaster {
  readonly master: ReferenceStreams;
  readonly frames?: ComparedFrames;
  readonly audio: readonly ComparedAudio[];
  readonly seconds: number;
  /** One sentence per fault; empty if there is none. */
  readonly faults: readonly string[];
}

/** @param keepEvery 2 if the video rendition has only the first, third, fifth… frame of each segment */
export async function compareMaster(
  path: string,
  presented: Presented,
  fetched: FetchedMaster,
  keepEvery: number,
): Promise<ComparedMaster> {
  const master = await referenceStreams(path, presented);
  const { video } = fetched;
  const frames = video && master.video && (await framesOf(path, presented, master, video, keepEvery));
  const audio = await compareAudio(path, presented, master, fetched);
  const renditions = [...(video ? [video] : []), ...fetched.audio];
  const decodeErrors = await Promise.all(renditions.map(faultsOfDecoding));
  return {
    ...{ master, audio: audio.renditions, seconds: fetched.duration },
    ...(frames && { frames }),
    faults: [
      ...(Boolean(video) === Boolean(master.video) ? [] : ['only one of the two has video']),
      ...(frames?.faults ?? []),
      ...audio.faults,
      ...decodeErrors.flat(),
      ...renditions.flatMap(faultsOfRendition),
      ...faultsOfDuration(master, fetched),
    ],
  };
}

async function framesOf(
  path: string,
  presented: Presented,
  master: ReferenceStreams,
  rendition: FetchedRendition,
  keepEvery: number,
): Promise<ComparedFrames> {
  const [width, height] = rendition.init.video!.size;
  const size = { width, height };
  const source = { path, presented, stream: master.video!.index };
  const frames = (await decodeMasterFrames(source, size)).map(({ time, luma }) => ({
    ...{ time: time - master.start, luma },
  }));
  const kept = new Set(keptTimes(frames, rendition, keepEvery));
  const served = await decodeJoinedFrames(rendition.joined, size);
  return compareFrames(
    frames.filter(({ time }) => kept.has(time)),
    served,
  );
}

function keptTimes(
  frames: readonly { readonly time: number }[],
  { boundaries }: FetchedRendition,
  keepEvery: number,
): readonly number[] {
  const times = frames.map(({ time }) => time);
  return keepEvery === 1 ? times : everyNth(times, boundaries, keepEvery);
}

async function faultsOfDecoding({ id, joined }: FetchedRendition): Promise<string[]> {
  const { decodeErrors } = await decodeStreams('pipe:0', joined);
  return decodeErrors ? [`decoding ${id}: ${decodeErrors}`] : [];
}

function faultsOfDuration(
  { seconds, longestFrame }: ReferenceStreams,
  { duration }: FetchedMaster,
): string[] {
  const isRight =
    Math.abs(duration - seconds) <= Math.max(longestFrame, AAC_FRAME_SECONDS) + ROUNDING_SECONDS;
  return isRight ? [] : [`the MPD is ${duration} s long, not ${seconds}`];
}

/** At the lower of the two audio sample rates, 44.1 kHz. */
const AAC_FRAME_SECONDS = 1024 / 44_100;
const ROUNDING_SECONDS = 0.001;
