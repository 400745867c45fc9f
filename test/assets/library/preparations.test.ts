import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Preparation, Preparations } from '../../../src/assets/library/preparations.js';

let preparations: Preparations;
beforeEach(() => {
  vi.useFakeTimers();
  preparations = new Preparations({ remuxMs: 2000, maxWaitMs: 20_000 });
});
afterEach(() => vi.useRealTimers());

/** Starts tracked work; `to` reports its progress. */
function begin(key: string) {
  let preparation: Preparation | undefined;
  let finish: (value: string) => void = () => undefined;
  const work = preparations.track(key, (to) => {
    preparation = to;
    return new Promise<string>((resolve) => {
      finish = resolve;
    });
  });
  return { work, finish: () => finish(key), to: preparation! };
}

const outcomeOf = (key: string, work: Promise<string>) =>
  preparations.withPatience(key, work).catch((error: unknown) => error);

describe('a request for a master that is being prepared', () => {
  it('is answered when the work is done within the patience', async () => {
    const { work, finish, to } = begin('film');
    to.enter('remuxing');
    const outcome = outcomeOf('film', work);
    await vi.advanceTimersByTimeAsync(1999);
    finish();
    expect(await outcome).toBe('film');
  });

  it('fails after two seconds with the progress of the remux, and may be retried', async () => {
    const { work, to } = begin('film');
    to.enter('remuxing');
    to.advance(0.428);
    const outcome = outcomeOf('film', work);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await outcome).toMatchObject({
      code: 'master_preparing',
      retryable: true,
      publicDetail: expect.stringContaining('42 % done'),
      extensions: { preparing: { phase: 'remuxing', percent: 42 } },
    });
  });

  it('gets its position in the queue while other masters are remuxed', async () => {
    const [first, second, third] = ['a', 'b', 'c'].map(begin);
    first!.to.enter('remuxing');
    second!.to.enter('queued');
    third!.to.enter('queued');
    expect(preparations.progressOf('c')).toStrictEqual({ phase: 'queued', queuePlace: 2 });
    second!.to.enter('remuxing');
    expect(preparations.progressOf('c')).toStrictEqual({ phase: 'queued', queuePlace: 1 });
  });

  it('waits longer for a master that is only indexed, but not forever', async () => {
    const { work } = begin('film');
    const outcome = outcomeOf('film', work);
    const settled = vi.fn();
    void outcome.then(settled);
    await vi.advanceTimersByTimeAsync(19_999);
    expect(settled).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toMatchObject({
      code: 'master_preparing',
      extensions: { preparing: { phase: 'indexing' } },
    });
  });

  it('waits without a limit when configured to, as commands do', async () => {
    preparations = new Preparations('unlimited');
    const { work, finish, to } = begin('film');
    to.enter('remuxing');
    const outcome = outcomeOf('film', work);
    await vi.advanceTimersByTimeAsync(3600_000);
    finish();
    expect(await outcome).toBe('film');
  });

  it('has no progress once the work has ended', async () => {
    const { work, finish } = begin('film');
    expect(preparations.progressOf('film')).toStrictEqual({ phase: 'indexing' });
    finish();
    await work;
    expect(preparations.progressOf('film')).toBeUndefined();
  });
});
