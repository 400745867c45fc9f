/** How what was fetched compares with what the master holds. */
import { type Decoded, type DecodedStream, decodeStreams } from './decoded-streams.js';
import type { FetchedMaster, FetchedRendition } from './fetched-master.js';

/** Samples of an AAC frame, and the lowest rate they are made at. */
const AAC_FRAME_SECONDS = 1024 / 44_100;
const TIME_TOLERANCE_SECONDS = 0.001;

export interface Measures {
  readonly framesExpected: number;
  readonly framesGot: number;
  /** The largest difference of a frame's time from the master's, both counted from the first frame. */
  readonly worstTimeErrorSeconds: number;
  /** How long the presentation is by the master, and how much of it the worst of the sound renditions has. */
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

/** Decodes the master and all that was fetched of it. */
export async function measure(path: string, played: PlayedTracks, fetched: FetchedMaster): Promise<Measures> {
  const master = await decodeStreams(path);
  const video = playedVideo(master, played);
  const sounds = master.streams.filter(({ kind }) => kind === 'audio');
  const tracks = [...(video ? [video] : []), ...(played.audio.length > 0 ? sounds : [])];
  const start = Math.min(...tracks.map(({ times }) => times[0]!));
  const end = Math.max(...tracks.map((track) => track.end));
  const pictures = await measurePictures(video, start, played, fetched.video);
  const sound = await measureSound(fetched.audio);
  const longest = Math.max(AAC_FRAME_SECONDS, ...tracks.map(({ longestFrame }) => longestFrame));
  const isOff = (seconds: number) => Math.abs(seconds - (end - start)) > longest + TIME_TOLERANCE_SECONDS;
  return {
    ...pictures,
    secondsExpected: end - start,
    audioSecondsGot: sound.seconds,
    faults: [
      ...pictures.faults,
      ...sound.faults,
      ...(isOff(fetched.duration) ? [`the MPD is ${fetched.duration} s long, not ${end - start}`] : []),
      ...(sound.seconds !== undefined && isOff(sound.seconds)
        ? [`the sound is ${sound.seconds} s long, not ${end - start}`]
        : []),
    ],
  };
}

/** Ids count a master's tracks as ffprobe does; of what was converted first, the first picture track is played. */
function playedVideo({ streams }: Decoded, { video, conformed }: PlayedTracks): DecodedStream | undefined {
  if (!video) return undefined;
  return streams.find(({ kind, index }) => kind === 'video' && (conformed || index === video.id));
}

type PictureMeasures = Pick<Measures, 'framesExpected' | 'framesGot' | 'worstTimeErrorSeconds' | 'faults'>;

async function measurePictures(
  video: DecodedStream | undefined,
  start: number,
  { ladder }: PlayedTracks,
  fetched: FetchedRendition | undefined,
): Promise<PictureMeasures> {
  if (!video || !fetched) {
    const faults = video || fetched ? ['there are pictures on one side only'] : [];
    return { framesExpected: video?.times.length ?? 0, framesGot: 0, worstTimeErrorSeconds: 0, faults };
  }
  const { keepEvery = 1 } = ladder.find(({ id }) => id === fetched.id) ?? {};
  const times = video.times.map((time) => time - start);
  const expected = keepEvery === 1 ? times : keptTimes(times, fetched.boundaries);
  const { streams, complaints } = await decodeStreams('pipe:0', fetched.joined);
  const got = streams[0]?.times ?? [];
  const worst = worstDifference(expected, got);
  return {
    framesExpected: expected.length,
    framesGot: got.length,
    worstTimeErrorSeconds: worst,
    faults: [
      ...(complaints ? [`decoding the pictures: ${complaints}`] : []),
      ...(got.length === expected.length ? [] : [`${got.length} frames, not ${expected.length}`]),
      ...(worst > TIME_TOLERANCE_SECONDS ? [`a frame is ${worst} s off`] : []),
      ...faultsOfEnd(streams[0]?.end ?? 0, video, fetched, start),
    ],
  };
}

/** The first, third, fifth… frame of each segment. */
function keptTimes(times: readonly number[], boundaries: readonly number[]): number[] {
  return boundaries.slice(0, -1).flatMap((start, segment) => {
    const end = segment + 2 < boundaries.length ? boundaries[segment + 1]! : Number.POSITIVE_INFINITY;
    const inside = times.filter(
      (time) => time >= start - TIME_TOLERANCE_SECONDS && time < end - TIME_TOLERANCE_SECONDS,
    );
    return inside.filter((_, place) => place % 2 === 0);
  });
}

function worstDifference(expected: readonly number[], got: readonly number[]): number {
  const count = Math.min(expected.length, got.length);
  let worst = 0;
  for (let i = 0; i < count; i++) {
    worst = Math.max(worst, Math.abs(got[i]! - got[0]! - (expected[i]! - expected[0]!)));
  }
  return worst;
}

/** The last picture ends with its track, or stands until a little more sound has ended too. */
function faultsOfEnd(
  got: number,
  { end, longestFrame }: DecodedStream,
  { boundaries }: FetchedRendition,
  start: number,
): string[] {
  const tolerance = longestFrame + TIME_TOLERANCE_SECONDS;
  const last = boundaries.at(-1)!;
  if (last < end - start - tolerance) return [`the pictures end at ${last} s, not ${end - start}`];
  return Math.abs(got - last) > tolerance ? [`the last picture ends at ${got} s, by the MPD at ${last}`] : [];
}

async function measureSound(
  renditions: readonly FetchedRendition[],
): Promise<{ seconds: number | undefined; faults: readonly string[] }> {
  const faults: string[] = [];
  const seconds: number[] = [];
  for (const { id, joined } of renditions) {
    const { streams, complaints } = await decodeStreams('pipe:0', joined);
    if (complaints) faults.push(`decoding ${id}: ${complaints}`);
    seconds.push((streams[0]?.end ?? 0) - Math.min(0, streams[0]?.times[0] ?? 0));
  }
  return { seconds: seconds.length > 0 ? Math.min(...seconds) : undefined, faults };
}
