/** Keeps what goes into receipts and logs short, printable and free of secrets, also where an edge sends them back. */
import { scrubText } from '../shared/log/scrub.js';
import { type Edge, type EdgeAnswer, EdgeError } from './edge.js';

/** What an `EdgeAnswer` may hold. */
const MOST_CHARACTERS = 300;

/** The same edge, whose answers and errors contain none of the secrets. */
export function redactingEdge(edge: Edge, secrets: readonly string[]): Edge {
  // A secret within another would leave the rest of it behind.
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  const told = async (work: () => Promise<EdgeAnswer>): Promise<EdgeAnswer> => {
    try {
      const answer = await work();
      return { ...answer, detail: redactedText(answer.detail, longestFirst) };
    } catch (error) {
      throw redactedError(error, longestFirst);
    }
  };
  const revoke = edge.revoke?.bind(edge);
  return {
    name: edge.name,
    pace: edge.pace,
    purge: (order, signal) => told(() => edge.purge(order, signal)),
    ...(revoke && { revoke: (revocations, signal) => told(() => revoke(revocations, signal)) }),
  };
}

/** Cut last, so that no half of a secret is left at the end. */
function redactedText(text: string, secrets: readonly string[]): string {
  const printable = scrubText(text, secrets).replace(/[^\x20-\x7e]+/g, ' ');
  return printable.trim().slice(0, MOST_CHARACTERS);
}

function redactedError(error: unknown, secrets: readonly string[]): EdgeError {
  if (error instanceof EdgeError) {
    const { isFinal, retryAfterMs } = error;
    return new EdgeError(redactedText(error.message, secrets), { isFinal, retryAfterMs });
  }
  // A mistake of ours: where it happened is worth a line in the log, what was at hand there is not.
  const cause = new Error('unforeseen');
  cause.stack = error instanceof Error ? scrubText(error.stack ?? '', secrets) : '';
  return new EdgeError('failed in a way that was not foreseen', { cause });
}
