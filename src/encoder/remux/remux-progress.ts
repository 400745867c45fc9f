/** How much of a remux is done, from what ffmpeg reports of it each second. Pure. */

/** Has ffmpeg write `key=value` lines to its standard output each second, which has nothing else to hold. */
export const PROGRESS_ARGUMENTS: readonly string[] = ['-progress', 'pipe:1', '-stats_period', '1'];

/** What a whole copy has: the duration where the container tells it, and about as many bytes as the master. */
export interface WholeCopy {
  readonly seconds?: number;
  readonly bytes: number;
}

/** A line of a report is shorter; what is longer is not one. */
const MAX_LINE_BYTES = 256;

/** Reads what one process reports, in pieces, and tells `onShare` each time: 0 to 0.99, as it has yet to end. */
export function progressReader(whole: WholeCopy, onShare: (share: number) => void) {
  let rest = '';
  const latest: Record<string, number> = {};
  return (chunk: Uint8Array): void => {
    const lines = (rest + Buffer.from(chunk).toString('latin1')).split('\n');
    rest = (lines.pop() ?? '').slice(-MAX_LINE_BYTES);
    for (const line of lines) {
      const [, name = '', value] = /^(out_time_us|total_size|progress)=(\S+)/.exec(line) ?? [];
      if (name === 'progress') onShare(shareDone(whole, latest));
      else if (name !== '') latest[name] = Number(value);
    }
  };
}

function shareDone({ seconds, bytes }: WholeCopy, latest: Readonly<Record<string, number>>): number {
  const copiedSeconds = (latest['out_time_us'] ?? 0) / 1_000_000;
  const share = seconds ? copiedSeconds / seconds : (latest['total_size'] ?? 0) / Math.max(bytes, 1);
  return Number.isFinite(share) ? Math.min(Math.max(share, 0), 0.99) : 0;
}
