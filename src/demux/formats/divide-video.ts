/** Divides a video track into parts, where its format changes. */

import type { ByteSource } from '../../stores/index.js';
import { codecUnsupported, type VideoFormat, type VideoPart, type VideoTrack } from '../../tracks/index.js';
import { codingsOf, withoutAspect } from '../sample-description.js';
import { type FormatRun, formatRuns } from './format-runs.js';

/** Each is decoded once. */
const MAX_FORMATS = 32;
/** So many parts in a row must last for that long: each is decoded and encoded by itself. */
const CROWD = { parts: 16, seconds: 2 };

/** Decodes the first samples of a run; undefined where they are damaged. */
type DecodeFormat = (run: FormatRun) => Promise<VideoFormat | undefined>;

/**
 * The track with its parts, and the format of most of its duration; the track itself if it has one format. A track that
 * changes too often is `varying`.
 * @throws OnplayError `master_codec_unsupported` for codings that cannot be divided into parts; what reading and `decode`
 *   throw.
 */
export async function dividedVideo(
  track: VideoTrack,
  source: ByteSource,
  decode: DecodeFormat,
): Promise<VideoTrack> {
  const divided = await divide(track, source, decode);
  const codings = codingsInUse(track);
  if (codings.length > 1 && !divided.parts) throw codecUnsupported(codings.join(' and '));
  return divided;
}

async function divide(track: VideoTrack, source: ByteSource, decode: DecodeFormat): Promise<VideoTrack> {
  // Which frames lie between two keyframes is not known either.
  if (track.orderUnknown) return track;
  const runs = await formatRuns(track, source);
  if (!runs) return varying(track);
  if (runs.length < 2) return track;
  const formats = await formatsOf(track, runs, decode);
  if (!formats) return varying(track);
  if (new Set(formats.map(textOf)).size === 1 && codingsInUse(track).length === 1) return track;
  const parts = partsOf(track, runs, formats);
  const usual = usualFormat(track, parts);
  return isCrowded(track, parts) ? varying({ ...track, ...usual }) : { ...track, ...usual, parts };
}

/** Of each picture, the stream alone says which aspect it has. */
function varying(track: VideoTrack): VideoTrack {
  return { ...track, varying: true, sampleDescription: withoutAspect(track.sampleDescription) };
}

/** The codings of the descriptions that samples have. */
function codingsInUse({ samples: { descriptions }, sampleDescription }: VideoTrack): string[] {
  if (!descriptions) return [''];
  const codings = codingsOf(sampleDescription);
  return [...new Set(Array.from(new Set(descriptions), (description) => codings[description - 1] ?? ''))];
}

/** The format of each run; undefined for more than `MAX_FORMATS` different ones. */
async function formatsOf(
  track: VideoTrack,
  runs: readonly FormatRun[],
  decode: DecodeFormat,
): Promise<readonly VideoFormat[] | undefined> {
  const known = new Map<string, VideoFormat>();
  let before: VideoFormat = track;
  const formats: VideoFormat[] = [];
  for (const run of runs) {
    const name = `${run.description}/${run.key}`;
    if (known.size === MAX_FORMATS && !known.has(name)) return undefined;
    before = known.get(name) ?? (await decode(run)) ?? before;
    known.set(name, before);
    formats.push(formatAlone(before));
  }
  return formats;
}

/** Of what has a format and more, as a track, the format alone. */
function formatAlone(from: VideoFormat): VideoFormat {
  const { codec, width, height, pixelAspectRatio, colour, pixelFormat, bitDepth, interlaced } = from;
  return { codec, width, height, pixelAspectRatio, colour, pixelFormat, bitDepth, interlaced };
}

const textOf = (format: VideoFormat) => JSON.stringify(format);

/** Frames one after the other whose samples are of one format and one description. */
function partsOf(
  { frames }: VideoTrack,
  runs: readonly FormatRun[],
  formats: readonly VideoFormat[],
): VideoPart[] {
  const texts = formats.map((format, run) => `${runs[run]!.description}/${textOf(format)}`);
  const parts: VideoPart[] = [];
  let [run, text] = [0, ''];
  for (const [frame, sample] of frames.entries()) {
    while (run > 0 && sample < runs[run]!.firstSample) run--;
    while (run + 1 < runs.length && sample >= runs[run + 1]!.firstSample) run++;
    if (texts[run] === text) continue;
    text = texts[run]!;
    parts.push({ firstFrame: frame, description: runs[run]!.description, format: formats[run]! });
  }
  return parts;
}

/** The format that lasts longest, of equal ones the first. */
function usualFormat(track: VideoTrack, parts: readonly VideoPart[]): VideoFormat {
  const ticks = new Map<string, { format: VideoFormat; ticks: number }>();
  for (const [i, { format }] of parts.entries()) {
    const before = ticks.get(textOf(format))?.ticks ?? 0;
    const length = startOf(track, parts, i + 1) - startOf(track, parts, i);
    ticks.set(textOf(format), { format, ticks: before + length });
  }
  return [...ticks.values()].reduce((a, b) => (b.ticks > a.ticks ? b : a)).format;
}

function isCrowded(track: VideoTrack, parts: readonly VideoPart[]): boolean {
  const least = CROWD.seconds * track.timescale;
  return parts.some((_, i) => {
    const after = i + CROWD.parts;
    return after < parts.length && startOf(track, parts, after) - startOf(track, parts, i) < least;
  });
}

/** When a part begins, in ticks; the end of the track after the last one. */
function startOf({ samples, frames, end }: VideoTrack, parts: readonly VideoPart[], part: number): number {
  const { firstFrame } = parts[part] ?? {};
  return firstFrame === undefined ? end : samples.times[frames[firstFrame]!]!;
}
