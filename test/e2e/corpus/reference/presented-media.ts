/** How ffmpeg is made to present a master as is right where it alone would not. */

/** A half-open range of a track's media timeline, in seconds. */
export type MediaRange = readonly [from: number, to: number];

export interface Presented {
  /** Which of the video streams is the film, from 0; the first by default. */
  readonly videoStream?: number;
  /** The file ends in the middle of a sample, which is not presented. */
  readonly cutOff?: boolean;
  /**
   * ffmpeg loses the last frame before a change of the sequence header, as it holds back one frame; without B-frames it need not.
   */
  readonly withoutDelay?: boolean;
  /** By how many seconds ffmpeg presents an audio track too early, by its place among them. */
  readonly tooEarly?: Readonly<Record<number, number>>;
  /**
   * What the edit list presents of each track, one range after the other. ffmpeg cuts audio in whole packets, so these
   * edits are applied to what it decodes without the list.
   */
  readonly edits?: { readonly video: readonly MediaRange[]; readonly audio: readonly MediaRange[] };
}

export interface StreamOfFile {
  readonly path: string;
  readonly presented: Presented;
  /** Its index among all streams, as ffprobe counts. */
  readonly stream: number;
}

/** The input options for a master. Timestamps are those in the file. */
export function inputArguments(source: string, { cutOff, edits, withoutDelay }: Presented): string[] {
  return [
    ...(edits ? ['-ignore_editlist', '1'] : []),
    ...(withoutDelay ? ['-flags', 'low_delay'] : []),
    ...(cutOff ? ['-fflags', '+discardcorrupt'] : []),
    ...['-copyts', '-i', source],
  ];
}
