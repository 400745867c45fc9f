import { describe, expect, it } from 'vitest';
import { type Edge, EdgeError } from '../../src/edges/edge.js';
import { redactingEdge } from '../../src/edges/redacting-edge.js';
import { failure, hard, patient } from './support/orders.js';

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
  it('is the edge it was, and can do no more than it could', () => {
    const edge = redactingEdge(saying(''), []);
    expect(edge).toMatchObject({ name: 'an edge', pace: { everyMs: 5 } });
    expect(edge).not.toHaveProperty('revoke');
  });

  it('passes on what was said, and whether it was seen', async () => {
    expect(await redactingEdge(saying('purge 1'), [SECRET]).purge(hard(), patient)).toStrictEqual({
      detail: 'purge 1',
      verified: true,
    });
  });

  it('blanks secrets, the longer ones first', async () => {
    expect(await detailOf(`id ${SECRET}`)).toBe('id [redacted]');
    expect(await detailOf(`id ${SECRET}`, ['correct-', SECRET])).toBe('id [redacted]');
  });

  it('leaves no half of a secret where it cuts', async () => {
    const detail = await detailOf(`${'x'.repeat(295)}${SECRET}`);
    expect([detail.length, detail.includes('corr')]).toStrictEqual([300, false]);
  });

  it('lets no line break into a log', async () => {
    expect(await detailOf('a\r\n\u001b[31mb\u2028c\u0000')).toBe('a [31mb c');
  });

  it('keeps what an error says of trying again', async () => {
    const error = new EdgeError(`no ${SECRET}`, { isFinal: true, retryAfterMs: 9, cause: new Error(SECRET) });
    const told = await failure(redactingEdge(failing(error), [SECRET]).purge(hard(), patient));
    expect(told).toMatchObject({
      message: 'no [redacted]',
      isFinal: true,
      retryAfterMs: 9,
      cause: undefined,
    });
  });

  it('tells nothing of an error that was not foreseen but where it happened', async () => {
    const error = new TypeError(`cannot read ${SECRET}`);
    const told = await failure(redactingEdge(failing(error), [SECRET]).purge(hard(), patient));
    expect(told).toMatchObject({ message: 'failed in a way that was not foreseen', isFinal: false });
    const { message, stack } = told.cause as Error;
    expect(`${message} ${stack}`).not.toContain(SECRET);
    expect(stack).toMatch(/redacting-edge\.test\.ts/);
  });
});
