import { describe, expect, it } from 'vitest';
import { type Edge, EdgeError } from '../../src/edges/edge.js';
import { redactingEdge } from '../../src/edges/redacting-edge.js';
import { failure, hard, patient } from './support/purges.js';

const SECRET = 'correct-horse-battery';
const saying = (detail: string): Edge => ({
  name: 'an edge',
  pace: { everyMs: 5 },
  purge: async () => ({ detail, verified: true }),
});
const failing = (error: unknown): Edge => ({ ...saying(''), purge: () => Promise.reject(error) });
const detailOf = async (detail: string, secrets = [SECRET]) =>
  (await redactingEdge(saying(detail), secrets).purge(hard(), patient)).detail;

describe('a redacting edge', () => {
  it('keeps the name and pace of its edge, and adds no methods', () => {
    const edge = redactingEdge(saying(''), []);
    expect(edge).toMatchObject({ name: 'an edge', pace: { everyMs: 5 } });
    expect(edge).not.toHaveProperty('revoke');
  });

  it('passes on the detail and whether it is verified', async () => {
    expect(await redactingEdge(saying('purge 1'), [SECRET]).purge(hard(), patient)).toStrictEqual({
      detail: 'purge 1',
      verified: true,
    });
  });

  it('redacts secrets, longer ones first', async () => {
    expect(await detailOf(`id ${SECRET}`)).toBe('id [redacted]');
    expect(await detailOf(`id ${SECRET}`, ['correct-', SECRET])).toBe('id [redacted]');
  });

  it('leaves no half of a secret where it truncates', async () => {
    const detail = await detailOf(`${'x'.repeat(295)}${SECRET}`);
    expect([detail.length, detail.includes('corr')]).toStrictEqual([300, false]);
  });

  it('removes line breaks and control characters', async () => {
    expect(await detailOf('a\r\n\u001b[31mb\u2028c\u0000')).toBe('a [31mb c');
  });

  it('keeps the retry facts of an error', async () => {
    const error = new EdgeError(`no ${SECRET}`, { isFinal: true, retryAfterMs: 9, cause: new Error(SECRET) });
    const redacted = await failure(redactingEdge(failing(error), [SECRET]).purge(hard(), patient));
    expect(redacted).toMatchObject({
      message: 'no [redacted]',
      isFinal: true,
      retryAfterMs: 9,
      cause: undefined,
    });
  });

  it('reduces an unexpected error to its stack', async () => {
    const error = new TypeError(`cannot read ${SECRET}`);
    const redacted = await failure(redactingEdge(failing(error), [SECRET]).purge(hard(), patient));
    expect(redacted).toMatchObject({ message: 'failed unexpectedly', isFinal: false });
    const { message, stack } = redacted.cause as Error;
    expect(`${message} ${stack}`).not.toContain(SECRET);
    expect(stack).toMatch(/redacting-edge\.test\.ts/);
  });
});
