import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Preparation, Preparations } from '../../src/assets/preparations.js';

let preparations: Preparations;
beforeEach(() => {
  vi.useFakeTimers();
  preparations = new Preparations({ remuxMs: 2000, longestMs: 20_000 });
});
afterEach(() => vi.useRealTimers());

/** Work under way, and what it may tell. */
function begin(key: string) {
  let preparation: Preparation | undefined;
  let finish: (value: string) => void = () => undefined;
  const work = preparations.follow(key, (to) => {
    preparation = to;
    return new Promise<string>((resolve) => {
      finish = resolve;
    });
  });
  return { work, finish: () => finish(key), to: preparation! };
}

const outcomeOf = (key: string, work: Promise<string>) =>
  preparations.withPatience(key, work).catch((error: unknown) => error);

describe('who asks for a master that is being prepared', () => {
  it('gets it, when it is there within the patience', async () => {
    const { work, finish, to } = begin('film');
    to.enter('remuxing');
    const outcome = outcomeOf('film', work);
    await vi.advanceTimersByTimeAsync(1999);
    finish();
    expect(await outcome).toBe('film');
  });

  it('is told after two seconds how much of it is copied, and to come again', async () => {
    const { work, to } = begin('film');
    to.enter('remuxing');
    to.advance(0.428);
    const outcome = outcomeOf('film', work);
    await vi.advanceTimersByTimeAsync(2000);
    expect(await outcome).toMatchObject({
      code: 'master_preparing',
      retryable: true,
      publicDetail: expect.stringContaining('42 % is done'),
      extensions: { preparing: { phase: 'remuxing', percent: 42 } },
    });
  });

  it('is told its place in the queue, while others are copied', async () => {
    const [first, second, third] = ['a', 'b', 'c'].map(begin);
    first!.to.enter('remuxing');
    second!.to.enter('queued');
    third!.to.enter('queued');
    expect(preparations.progressOf('c')).toStrictEqual({ phase: 'queued', queuePlace: 2 });
    second!.to.enter('remuxing');
    expect(preparations.progressOf('c')).toStrictEqual({ phase: 'queued', queuePlace: 1 });
  });

  it('waits longer for what is only indexed, but not for ever', async () => {
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

  it('waits as long as it takes where that is wanted, as commands do', async () => {
    preparations = new Preparations('unlimited');
    const { work, finish, to } = begin('film');
    to.enter('remuxing');
    const outcome = outcomeOf('film', work);
    await vi.advanceTimersByTimeAsync(3600_000);
    finish();
    expect(await outcome).toBe('film');
  });

  it('finds nothing under way once the work has ended', async () => {
    const { work, finish } = begin('film');
    expect(preparations.progressOf('film')).toStrictEqual({ phase: 'indexing' });
    finish();
    await work;
    expect(preparations.progressOf('film')).toBeUndefined();
  });
});
