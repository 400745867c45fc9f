/** The progress of a remux, from ffmpeg's progress reports. Pure. */

/** Makes ffmpeg write `key=value` lines to its otherwise unused standard output every second. */
export const PROGRESS_ARGUMENTS: readonly string[] = ['-progress', 'pipe:1', '-stats_period', '1'];

/** Expected totals of the copy: the container's duration if known, and the master's size as an estimate. */
export interface WholeCopy {
  readonly seconds?: number;
  /** The time of the first frame as ffmpeg reports it; default 0. */
  readonly startSeconds?: number;
  readonly bytes: number;
}

/** Longer than any line of a report. */
const MAX_LINE_BYTES = 256;

/**
 * Returns a reader for the output of one process, in pieces. Calls `onShare` for each report, with 0 to 0.99 and the seconds that are copied: those
 * from the first frame to the latest, with all gaps between.
 */
export function progressReader(whole: WholeCopy, onShare: (share: number, seconds: number) => void) {
  let rest = '';
  const latest: Record<string, number> = {};
  return (chunk: Uint8Array): void => {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(-MAX_LINE_BYTES);
    for (const line of lines) {
      const [, name = '', value] = /^(out_time_us|total_size|progress)=(\S+)/.exec(line) ?? [];
      if (name === 'progress') onShare(shareDone(whole, latest), copiedSeconds(whole, latest));
      else if (name !== '') latest[name] = Number(value);
    }
  };
}

type LatestReport = Readonly<Record<string, number>>;

/** NaN before the first time is known. */
function copiedSeconds({ startSeconds = 0 }: WholeCopy, latest: LatestReport): number {
  return (latest['out_time_us'] ?? 0) / 1_000_000 - startSeconds;
}

function shareDone(whole: WholeCopy, latest: LatestReport): number {
  const { seconds, bytes } = whole;
  const share = seconds
    ? copiedSeconds(whole, latest) / seconds
    : (latest['total_size'] ?? 0) / Math.max(bytes, 1);
  return Number.isFinite(share) ? Math.min(Math.max(share, 0), 0.99) : 0;
}
