/** Makes what goes into receipts and logs short, printable and free of secrets, even if an edge echoes them. */
import { scrubText } from '../shared/log/scrub.js';
import { type Edge, type EdgeAnswer, EdgeError } from './edge.js';

/** Of the detail of an `EdgeAnswer`. */
const MAX_CHARACTERS = 300;

/** Wraps an edge so that its answers and errors contain none of the secrets. */
export function redactingEdge(edge: Edge, secrets: readonly string[]): Edge {
  // Redacting a secret that is part of another first would leave the rest of the other.
  const longestFirst = [...secrets].sort((one, other) => other.length - one.length);
  const redacted = async (work: () => Promise<EdgeAnswer>): Promise<EdgeAnswer> => {
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
    purge: (purge, signal) => redacted(() => edge.purge(purge, signal)),
    ...(revoke && { revoke: (revocations, signal) => redacted(() => revoke(revocations, signal)) }),
  };
}

/** Truncates last, so that no half of a secret escapes redaction. */
function redactedText(text: string, secrets: readonly string[]): string {
  const printable = scrubText(text, secrets).replace(/[^\x20-\x7e]+/g, ' ');
  return printable.trim().slice(0, MAX_CHARACTERS);
}

function redactedError(error: unknown, secrets: readonly string[]): EdgeError {
  if (error instanceof EdgeError) {
    const { isFinal, retryAfterMs } = error;
    return new EdgeError(redactedText(error.message, secrets), { isFinal, retryAfterMs });
  }
  // A bug in this code: its stack is worth logging, the error's other fields may hold secrets.
  const cause = new Error('unexpected');
  cause.stack = error instanceof Error ? scrubText(error.stack ?? '', secrets) : '';
  return new EdgeError('failed unexpectedly', { cause });
}
