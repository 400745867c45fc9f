/** Failed jobs as text. What Redis holds may be an attacker's: nothing of it reaches the terminal as a control character. */
import type { DatedDeadLetter } from '../../fleet/index.js';

/** One line for each job. @param now milliseconds since the Unix epoch, by the clock of Redis. */
export function jobLines(letters: readonly DatedDeadLetter[], now: number): string {
  if (letters.length === 0) return 'No job has failed for good.';
  return letters
    .map(({ id, code, asset, segment, failedAt }) =>
      printable(`${id}  ${ageText(now - failedAt)}  ${code}  ${asset}  ${segment}`),
    )
    .join('\n');
}

/** All that is known of a job. */
export function jobDescription(letter: DatedDeadLetter, now: number): string {
  const { id, queue, asset, segment, code, detail, attempts, worker, failedAt } = letter;
  const rows = {
    job: id,
    failed: `${ageText(now - failedAt)} ago, after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}`,
    reason: `${code}: ${detail}`,
    ...{ asset, segment, queue, 'last worker': worker },
  };
  return Object.entries(rows)
    .map(([name, value]) => `${name.padEnd(12)}${printable(value)}`)
    .join('\n');
}

/** Rounded down to the largest unit: `3h`. */
function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
