/** Which masters are generated: chosen at random from a seed, among what ffmpeg can write. */
import { randomFrom } from '../../../masters/support/fuzzed-masters.js';
import { type AudioCodecName, type AudioEncoder, audioEncoders } from './audio-encoders.js';
import {
  audioContainers,
  type ContainerName,
  containerOf,
  type GeneratedContainer,
  videoContainers,
} from './containers.js';
import type { Edit } from './edits.js';
import { type VideoCodecName, type VideoEncoder, videoEncoders } from './video-encoders.js';

export interface GeneratedVideo {
  readonly codec: VideoCodecName;
  readonly width: number;
  readonly height: number;
  /** Frames per second in ffmpeg's notation, or `variable`. */
  readonly rate: string;
  /** Distance between keyframes in frames, for codecs that have any other frames. */
  readonly gop: number;
  /** Seconds by which the video starts late. */
  readonly delay: number;
}

export interface GeneratedAudio {
  readonly codec: AudioCodecName;
  /** In Hz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** Seconds by which the audio starts late. */
  readonly delay: number;
}

/** Everything that determines a master. */
export interface GeneratedMaster {
  /** Distinct, made of its number and its properties. */
  readonly name: string;
  readonly container: ContainerName;
  readonly video?: GeneratedVideo;
  readonly audio?: GeneratedAudio;
  /** Duration of each track before the edit, whole seconds. */
  readonly seconds: number;
  readonly edit: Edit;
}

const SIZES = [
  [160, 120],
  [176, 144],
  [256, 144],
  [320, 180],
] as const;
const RATES = ['24', '25', '30', '24000/1001', '30000/1001', '50', '60000/1001', '12'];
const GOPS = [1, 12, 50, 1000];
const SECONDS = [6, 7, 8];
/** Seconds by which the video is late, or the audio if it is negative. */
const OFFSETS = [0, 0, 0, 0.3, 1.1, -0.4, -0.9];
/** Of this many masters one is of audio alone, and one of those with video has no audio. */
const AUDIO_ONLY_OF = 15;
const SILENT_OF = 15;

type Random = () => number;

interface Chosen {
  readonly container: ContainerName;
  readonly video: Pick<GeneratedVideo, 'codec'> | undefined;
  readonly audio: Pick<GeneratedAudio, 'codec'> | undefined;
  readonly edit: Edit;
}

/** The first `count` masters of a seed. A master depends on the seed and its place alone. */
export function generatedMasters(seed: number, count: number): GeneratedMaster[] {
  return Array.from({ length: count }, (_, place) => generatedMaster(randomFrom(seed + place), place));
}

function generatedMaster(random: Random, place: number): GeneratedMaster {
  const container = containerAt(place, random);
  const spec = containerOf(container);
  const edit = pick(random, spec.edits);
  const seconds = pick(random, SECONDS);
  const isSilent = spec.video.length > 0 && random() * SILENT_OF < 1;
  // A whole frame at an edit is presented only at rates that divide a second.
  const chosen = edit === 'none' || edit === 'late-clock' ? pick(random, OFFSETS) : 0;
  const offset = spec.startsTogether ? 0 : chosen;
  const video = spec.video.length > 0 ? videoOf(random, spec, edit) : undefined;
  const audio = isSilent ? undefined : audioOf(random, spec);
  const both = video && audio;
  const late = { video: both ? Math.max(0, offset) : 0, audio: both ? Math.max(0, -offset) : 0 };
  const master = {
    ...{ container, seconds, edit: isWrittenRight({ container, video, audio, edit }) ? edit : 'none' },
    ...(video && { video: { ...video, delay: late.video } }),
    ...(audio && { audio: { ...audio, delay: late.audio } }),
  };
  return { ...master, name: nameOf(master, place) };
}

/** Codecs of which ffmpeg writes a wrong copy from the middle: no reader can tell what such a file should play. */
const COPIED_WRONG: Partial<Record<ContainerName, readonly (VideoCodecName | AudioCodecName)[]>> = {
  // Takes the size of a block for that of a sample, so that the file states three times the duration that its audio has, or a third.
  avi: ['aac', 'adpcm-ms', 'adpcm-ima-wav'],
  // Writes the negative times of the first frames into fields without a sign: they come after years.
  ogv: ['vp8', 'theora'],
};

/** Whether ffmpeg writes what was chosen as it should be read. */
function isWrittenRight({ container, video, audio, edit }: Chosen): boolean {
  const wrong = COPIED_WRONG[container] ?? [];
  return edit !== 'copied' || ![video?.codec, audio?.codec].some((codec) => codec && wrong.includes(codec));
}

/** Each container in turn, so that few masters have all of them. */
function containerAt(place: number, random: Random): ContainerName {
  const names = Object.keys(videoContainers) as ContainerName[];
  if (place % AUDIO_ONLY_OF === AUDIO_ONLY_OF - 1)
    return pick(random, Object.keys(audioContainers) as ContainerName[]);
  return names[(place - Math.floor(place / AUDIO_ONLY_OF)) % names.length]!;
}

function videoOf(random: Random, spec: GeneratedContainer, edit: Edit): Omit<GeneratedVideo, 'delay'> {
  const codec = pick(random, spec.video);
  const encoder: VideoEncoder = videoEncoders[codec];
  const [width, height] = pick(random, encoder.sizes ?? SIZES);
  const rate = pick(random, ratesOf(spec, encoder, edit));
  return { codec, width, height, rate, gop: pick(random, GOPS) };
}

function ratesOf(spec: GeneratedContainer, encoder: VideoEncoder, edit: Edit): readonly string[] {
  const more = [
    ...(spec.isVariable && encoder.isVariable && edit === 'none' ? ['variable', 'variable'] : []),
    ...(spec.isVariable && encoder.isFast ? ['120'] : []),
  ];
  const possible = [...RATES, ...more].filter(
    (rate) => (encoder.rates ?? [rate]).includes(rate) && (spec.rates ?? [rate]).includes(rate),
  );
  const isListed = !['none', 'copied', 'cut-off', 'cut-start', 'late-clock', 'wrapping-clock'].includes(edit);
  const whole = possible.filter((rate) => !rate.includes('/'));
  return isListed && whole.length > 0 ? whole : possible;
}

function audioOf(random: Random, spec: GeneratedContainer): Omit<GeneratedAudio, 'delay'> {
  const codec = pick(random, spec.audio);
  const encoder: AudioEncoder = audioEncoders[codec];
  const sampleRates = encoder.rates.filter((rate) => (spec.sampleRates ?? [rate]).includes(rate));
  return { codec, sampleRate: pick(random, sampleRates), channels: pick(random, encoder.channels) };
}

function nameOf({ container, video, audio, edit }: Omit<GeneratedMaster, 'name'>, place: number): string {
  const parts = [
    ...[`${place}`.padStart(3, '0'), container],
    ...(video ? [video.codec, `gop${video.gop}`, `${video.rate.replace('/1001', 'n')}fps`] : []),
    ...(audio ? [audio.codec, `${audio.sampleRate}hz`, `${audio.channels}ch`] : []),
    ...(video?.delay ? [`video-${1000 * video.delay}ms-late`] : []),
    ...(audio?.delay ? [`audio-${1000 * audio.delay}ms-late`] : []),
    ...(edit === 'none' ? [] : [edit]),
  ];
  return parts.join('-');
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}
