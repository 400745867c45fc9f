/** Requests a generated master as a player does, and says what is wrong with the response. */

import { joinRendition, type Presentation, readPresentation } from '../../../support/hls-client.js';
import { decodeJoinedAudio } from '../../../support/joined-audio.js';
import type { Origin } from '../../../support/origin.js';
import { readInitSegment } from '../../conformance/init-segment.js';
import { requestDescription, requestManifest } from '../responses.js';
import { compare } from './compare.js';
import type { ComparedAudio } from './compare-audio.js';
import { expectationByFfmpeg, expectationByRecipe, withRecordedAudio } from './expectation.js';
import { readNumberedFrames } from './numbered-frames.js';
import type { GeneratedMaster } from './recipes.js';
import type { Served } from './served.js';

export interface Judgement {
  /** `served`, or the code of the problem that came instead of the manifest. */
  readonly outcome: string;
  /** The problem's words; empty if it is served. */
  readonly words: string;
  readonly worstShiftSeconds: number;
  /** One sentence per fault; empty if there is none. */
  readonly faults: readonly string[];
}

export async function judge(origin: Origin, master: GeneratedMaster, path: string): Promise<Judgement> {
  const { refusal } = await requestManifest(origin, master.name);
  if (refusal) {
    const isClean = refusal.isClean && refusal.status === 422;
    const faults = isClean ? [] : [`the manifest: ${refusal.message}`];
    return { outcome: refusal.code, words: refusal.detail, worstShiftSeconds: 0, faults };
  }
  try {
    const served = await fetchServed(origin, master.name);
    return { outcome: 'served', words: '', ...(await compareBoth(master, path, served)) };
  } catch (error) {
    return { outcome: 'failed', words: '', worstShiftSeconds: 0, faults: [`${error}`.slice(0, 600)] };
  }
}

/** A container cannot always say what the recipe says: then what ffmpeg decodes is right. */
async function compareBoth(master: GeneratedMaster, path: string, served: Served): Promise<ComparedAudio> {
  const made = expectationByRecipe(master);
  const byRecipe = made && compare(made, served);
  if (byRecipe?.faults.length === 0) return byRecipe;
  const decoded = await expectationByFfmpeg(master, path);
  const byFfmpeg = compare(decoded, served);
  if (byFfmpeg.faults.length === 0) return byFfmpeg;
  const recorded = master.edit === 'copied' ? withRecordedAudio(master, decoded) : undefined;
  const byRecording = recorded && compare(recorded, served);
  if (byRecording?.faults.length === 0) return byRecording;
  if (!byRecipe) return byFfmpeg;
  return byRecipe.faults.length <= byFfmpeg.faults.length ? byRecipe : byFfmpeg;
}

/** The lowest video rendition and the highest audio rendition. */
async function fetchServed(origin: Origin, asset: string): Promise<Served> {
  const presentation = await readPresentation(origin, asset);
  const [video, audio] = [lowestVideo(presentation), highestAudio(presentation)];
  const [joinedVideo, joinedAudio] = await Promise.all([
    video && joinRendition(video),
    audio && joinRendition(audio),
  ]);
  const { ladder } = await requestDescription(origin, asset);
  const frames = joinedVideo ? await readNumberedFrames(['-i', 'pipe:0'], joinedVideo) : [];
  return {
    frames,
    keepEvery: Math.max(1, ...ladder.map((rendition) => rendition.keepEvery ?? 1)),
    ...(joinedAudio && {
      audio: {
        samples: await decodeJoinedAudio(joinedAudio),
        sampleRate: readInitSegment(joinedAudio).timescale,
      },
    }),
  };
}

function lowestVideo({ variants }: Presentation) {
  return variants.filter(({ height }) => height !== undefined).sort((a, b) => a.bandwidth - b.bandwidth)[0];
}

/** Of an asset without video, its variants are audio. */
function highestAudio({ variants, audio }: Presentation) {
  const alone = variants.filter(({ height }) => height === undefined);
  return [...audio].sort(([a], [b]) => bitrateOf(a) - bitrateOf(b)).at(-1)?.[1] ?? alone.at(-1);
}

function bitrateOf(name: string): number {
  return Number(/-(\d+)k/.exec(name)?.[1] ?? 0);
}
