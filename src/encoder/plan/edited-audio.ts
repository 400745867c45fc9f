/** ffmpeg's filters that present pieces of an audio track one after the other. Pure. */
import type { AudioTrack } from '../../tracks/index.js';
import { FEED_START_SECONDS } from '../feed/feed-plan.js';
import type { PlacedPiece } from './audio-pieces.js';

/**
 * A filter graph from `[0:a:0]` to `[joined]`: the pieces at their places behind FEED_START_SECONDS, to the sample, with silence
 * between them. Slowed down audio is lower, as on a tape.
 */
export function joinedPieces({ sampleRate, timescale }: AudioTrack, pieces: readonly PlacedPiece[]): string {
  const branches = pieces.map((_, i) => `[fed${i}]`).join('');
  const chains = pieces.map((piece, i) => {
    const { from, to, feedStart, rate, start, end } = piece;
    const seconds = (to - from) / timescale;
    const media = Math.round(seconds * sampleRate);
    const filters = [
      `atrim=start=${feedStart}:end=${decimal(feedStart + seconds)}`,
      // Fills holes.
      `aresample=${sampleRate}:async=1:min_hard_comp=0.01:first_pts=${feedStart * sampleRate}`,
      'asetpts=N',
      ...ofLength(media),
      ...(rate === 1
        ? []
        : [`asetrate=${Math.round(sampleRate * rate)}`, `aresample=${sampleRate}`, 'asetpts=N']),
      ...ofLength(end - start),
    ];
    return `[fed${i}]${filters.join(',')}[piece${i}]`;
  });
  const first = FEED_START_SECONDS * sampleRate + (pieces[0]?.start ?? 0);
  return [
    `[0:a:0]asplit=${pieces.length}${branches}`,
    ...chains,
    `${pieces.map((_, i) => `[piece${i}]`).join('')}concat=n=${pieces.length}:v=0:a=1,` +
      `asettb=1/${sampleRate},asetpts=N+${first}[joined]`,
  ].join(';');
}

/** Exactly so many PCM frames, with silence at the end. */
function ofLength(frames: number): string[] {
  return [`apad=whole_len=${frames}`, `atrim=end_sample=${frames}`];
}

function decimal(seconds: number): string {
  return Number(seconds.toFixed(6)).toString();
}
