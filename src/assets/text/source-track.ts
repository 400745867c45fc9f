/** A text that is read as a whole as if it were a track of a format that ffmpeg knows, so that it is burned in as such tracks are. */
import type { BurnTrack } from '../../encoder/index.js';
import { OnplayError } from '../../shared/errors.js';
import type { SourceSamples } from '../../text/index.js';

export interface SourceTrack {
  readonly track: BurnTrack;
  /** Those that the samples of the track are in. */
  readonly bytes: Uint8Array;
}

const CODECS: Readonly<Record<SourceSamples['format'], 'ass' | 'subrip' | 'webvtt_webm'>> = {
  ass: 'ass',
  srt: 'subrip',
  webvtt: 'webvtt_webm',
};

/**
 * The track of a text that was read.
 * @throws OnplayError `burn_too_large` where reading it was stopped: segments without the text would be taken for those with it.
 */
export function sourceTrack(source: SourceSamples): SourceTrack {
  const { format, head, starts, ends, offsets, sizes, bytes, problems } = source;
  if (problems.some(({ code }) => code === 'reading_stopped')) throw readingStopped();
  const samples = { count: starts.length, starts, ends, offsets, sizes };
  const track = { format: { kind: 'text', codec: CODECS[format] }, configuration: head, samples } as const;
  return { track, bytes };
}

function readingStopped(): OnplayError {
  return new OnplayError('burn_too_large', {
    publicDetail: 'Reading these subtitles takes too long or too much memory. The video plays without burn.',
  });
}
