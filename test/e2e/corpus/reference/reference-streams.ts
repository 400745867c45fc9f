/** Which of a master's streams are presented, and from when to when. */
import { type Decoded, type DecodedStream, decodeStreams } from '../decoded-streams.js';
import type { Presented } from './presented-media.js';

export interface ReferenceStreams {
  readonly video: DecodedStream | undefined;
  readonly audio: readonly DecodedStream[];
  /** Start of the presentation on the file's timeline, and its duration, in seconds. */
  readonly start: number;
  readonly seconds: number;
  /** Longest frame of any of them, in seconds: as exact as the end is known. */
  readonly longestFrame: number;
  /** What ffmpeg's decoders say about the file. */
  readonly decodeErrors: string;
}

/**
 * The streams in which ffmpeg finds frames: all audio, and of the video the stream that is the film.
 *
 * @throws Error if there are none
 */
export async function referenceStreams(path: string, presented: Presented): Promise<ReferenceStreams> {
  const { streams, decodeErrors } = presented.cutOff ? await decodeEach(path) : await decodeStreams(path);
  const video = filmOf(streams, presented);
  const audio = streams
    .filter(({ kind }) => kind === 'audio')
    .map((stream, place) => later(stream, presented.tooEarly?.[place] ?? 0));
  const played = [...(video ? [video] : []), ...audio];
  if (played.length === 0) throw new Error(`ffmpeg finds no frames: ${decodeErrors}`);
  const start = presented.edits ? 0 : Math.min(...played.map(({ times }) => times[0]!));
  const end = Math.max(...played.map((stream) => stream.end));
  const longestFrame = Math.max(...played.map((stream) => stream.longestFrame));
  const seconds = presented.edits ? editedSeconds(presented.edits) : end - start;
  return { video, audio, start, seconds, longestFrame, decodeErrors };
}

/** A demuxer stops at the first sample that is incomplete, of whichever stream it is: so each stream by itself. */
async function decodeEach(path: string): Promise<Decoded> {
  const { streams, decodeErrors } = await decodeStreams(path);
  const each = await Promise.all(streams.map(({ index }) => decodeStreams(path, undefined, index)));
  return { streams: each.flatMap((decoded) => decoded.streams), decodeErrors };
}

function later(stream: DecodedStream, seconds: number): DecodedStream {
  return { ...stream, times: stream.times.map((time) => time + seconds), end: stream.end + seconds };
}

function filmOf(streams: Decoded['streams'], { videoStream = 0 }: Presented): DecodedStream | undefined {
  return streams.filter(({ kind }) => kind === 'video')[videoStream];
}

function editedSeconds({ video, audio }: NonNullable<Presented['edits']>): number {
  const sums = [video, audio].map((ranges) => ranges.reduce((sum, [from, to]) => sum + to - from, 0));
  return Math.max(...sums);
}
