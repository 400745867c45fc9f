/**
 * A film of any length and size, as the frames of a container in file order. Frames are those of a source film, over and over.
 * They are made larger by filler data (ITU-T H.264 7.3.2.7), which is a hole in the file, and most have nothing but holes: only
 * where something is decoded are they whole. Sizes vary as those of an encoder do, so that nothing about them can be guessed.
 */
import { randomFrom } from '../../masters/support/fuzzed-masters.js';
import { type Piece, totalLength } from '../../masters/support/sparse-file.js';
import {
  FRAME_RATE,
  SAMPLE_RATE,
  SAMPLES_PER_FRAME,
  type SourceFilm,
  type SourceFrame,
} from './source-film.js';

export interface LongFilm {
  /** An even number. */
  readonly seconds: number;
  /** About the size of the file. */
  readonly bytes: number;
}

export interface FilmFrame {
  /** Place in decode order among the frames of its track. */
  readonly number: number;
  /** Place in presentation order. */
  readonly shown: number;
  readonly isSync: boolean;
  readonly contents: readonly Piece[];
  readonly size: number;
}

/** The frames of a second, each track in decode order. */
export interface FilmSecond {
  readonly video: readonly FilmFrame[];
  readonly audio: readonly FilmFrame[];
}

/** How many frames of a film are whole at its start and in its middle, in seconds. */
const WHOLE_SECONDS = 24;
/** Of each other keyframe, so much that its type can be read. */
const KEYFRAME_BYTES = 4096;
/** The most by which a frame is larger or smaller than others. */
const VIDEO_VARIATION = 0.5;
const AUDIO_VARIATION = 0.1;
/** Length and type of a NAL unit of filler data. */
const FILLER_HEAD_BYTES = 5;
const FILLER_DATA = 12;

export function* secondsOf(source: SourceFilm, film: LongFilm): Generator<FilmSecond> {
  const { video, audio } = source;
  const videoBytes = frameBytes(source, film);
  for (let second = 0; second < film.seconds; second++) {
    const isWhole = hasWholeFrames(film, second);
    yield {
      video: frames(second, FRAME_RATE, video.frames, (frame, number) =>
        videoContents(frame, Math.round(videoBytes * (1 + VIDEO_VARIATION * noise(number))), isWhole),
      ),
      audio: frames(second, SAMPLE_RATE / SAMPLES_PER_FRAME, audio.frames, ({ bytes }, number) =>
        isWhole ? [bytes] : [Math.round(bytes.byteLength * (1 + AUDIO_VARIATION * noise(number)))],
      ),
    };
  }
}

function frameBytes({ audio }: SourceFilm, { seconds, bytes }: LongFilm): number {
  const audioFrames = (seconds * SAMPLE_RATE) / SAMPLES_PER_FRAME;
  const ofAudio = audioFrames * (totalLength(audio.frames.map((frame) => frame.bytes)) / audio.frames.length);
  return Math.floor((bytes - ofAudio) / (seconds * FRAME_RATE));
}

function hasWholeFrames({ seconds }: LongFilm, second: number): boolean {
  const middle = 2 * Math.floor(seconds / 4);
  return second < WHOLE_SECONDS || (second >= middle && second < middle + WHOLE_SECONDS);
}

function frames(
  second: number,
  rate: number,
  source: readonly SourceFrame[],
  contentsOf: (frame: SourceFrame, number: number) => Piece[],
): FilmFrame[] {
  const [first, end] = [Math.ceil(second * rate), Math.ceil((second + 1) * rate)];
  return Array.from({ length: end - first }, (_, i) => {
    const number = first + i;
    const place = number % source.length;
    const frame = source[place]!;
    const contents = contentsOf(frame, number);
    const size = totalLength(contents);
    return { number, shown: number - place + frame.shown, isSync: frame.isSync, contents, size };
  });
}

function videoContents({ bytes, isSync }: SourceFrame, wanted: number, isWhole: boolean): Piece[] {
  const added = Math.max(0, wanted - bytes.byteLength);
  const filler = added > FILLER_HEAD_BYTES ? [fillerHead(added), added - FILLER_HEAD_BYTES] : [];
  if (isWhole) return [bytes, ...filler];
  const kept = isSync ? bytes.subarray(0, KEYFRAME_BYTES) : new Uint8Array();
  return [kept, bytes.byteLength + totalLength(filler) - kept.byteLength];
}

/** From -1 to 1, and always the same for a number. */
function noise(number: number): number {
  return 2 * randomFrom(number)() - 1;
}

function fillerHead(added: number): Uint8Array {
  const head = Buffer.alloc(FILLER_HEAD_BYTES);
  head.writeUInt32BE(added - 4);
  head.writeUInt8(FILLER_DATA, 4);
  return head;
}
