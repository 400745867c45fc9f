/** How the page waits for a master that is being prepared. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserModule } from './browser-module.js';

interface Waiting {
  onPreparing(preparing: unknown): void;
  isWanted(): boolean;
}

const { waitUntilPrepared } = await browserModule<{
  waitUntilPrepared(url: string, waiting: Waiting): Promise<boolean>;
}>('playback/preparation.js');

const URL_OF_MANIFEST = 'https://example.org/film.m3u8?token=t';
const MANIFEST = () => new Response('#EXTM3U');

function preparing(progress: unknown, retryAfter = '2'): Response {
  const body = JSON.stringify({ status: 503, code: 'master_preparing', preparing: progress });
  return new Response(body, { status: 503, headers: { 'Retry-After': retryAfter } });
}

/** Stands for the origin, which gives these answers in order. */
function answering(...answers: (() => Response)[]) {
  const fetched = vi.fn(async () => answers.shift()!());
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

describe('waiting for a master', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const start = (isWanted = () => true) => {
    const onPreparing = vi.fn();
    return { onPreparing, waited: waitUntilPrepared(URL_OF_MANIFEST, { onPreparing, isWanted }) };
  };

  it('ends with the first answer if that is a manifest', async () => {
    const fetched = answering(MANIFEST);
    const { onPreparing, waited } = start();
    expect(await waited).toBe(false);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(onPreparing).not.toHaveBeenCalled();
  });

  it('goes on as long as the master is being prepared, and tells the progress', async () => {
    const progress = [
      { phase: 'queued', queuePlace: 3 },
      { phase: 'scanning', percent: 40 },
      { phase: 'indexing' },
    ];
    const fetched = answering(...progress.map((each) => () => preparing(each)), MANIFEST);
    const { onPreparing, waited } = start();
    await vi.advanceTimersByTimeAsync(2 * 3 * 1000);
    expect(await waited).toBe(true);
    expect(fetched).toHaveBeenCalledTimes(4);
    expect(onPreparing.mock.calls).toEqual(progress.map((each) => [each]));
  });

  it('tells that a master is being written', async () => {
    answering(() => preparing(undefined), MANIFEST);
    const { onPreparing } = start();
    await vi.advanceTimersByTimeAsync(0);
    expect(onPreparing).toHaveBeenCalledWith({ phase: 'growing' });
  });

  it.each([
    { retryAfter: '2', ms: 2000 },
    { retryAfter: '0', ms: 1000 },
    { retryAfter: 'Sun, 29 Nov 2026 14:52:00 GMT', ms: 1000 },
    { retryAfter: '86400', ms: 30_000 },
  ])('asks again $ms ms after `Retry-After: $retryAfter`', async ({ retryAfter, ms }) => {
    const fetched = answering(() => preparing({ phase: 'indexing' }, retryAfter), MANIFEST);
    start();
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(fetched).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['another refusal', () => new Response('{"code":"overloaded"}', { status: 503 })],
    ['an error that is no problem document', () => new Response('busy', { status: 503 })],
    ['a refused master', () => new Response('{"code":"master_preparing"}', { status: 422 })],
    [
      'no answer',
      () => {
        throw new TypeError('failed');
      },
    ],
  ])('leaves %s to the player', async (_what, answer) => {
    const fetched = answering(answer);
    expect(await start().waited).toBe(false);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('ends when the viewer has chosen something else', async () => {
    const fetched = answering(() => preparing({ phase: 'indexing' }), MANIFEST);
    let wanted = true;
    const { waited } = start(() => wanted);
    await vi.advanceTimersByTimeAsync(1000);
    wanted = false;
    await vi.advanceTimersByTimeAsync(1000);
    await waited;
    expect(fetched).toHaveBeenCalledTimes(1);
  });
});
