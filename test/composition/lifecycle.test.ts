import { describe, expect, it } from 'vitest';
import { Lifecycle, type Part } from '../../src/composition/lifecycle.js';
import { createLogger } from '../../src/shared/log.js';

const hang = () => new Promise<never>(() => undefined);

/** A lifecycle with short limits, the steps of its parts in order, and what it logged. */
function testLifecycle(graceMs = 1000) {
  const steps: string[] = [];
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const lifecycle = new Lifecycle({ log, graceMs, limitsMs: { start: 20, stop: 20 } });
  const part = (name: string, changes: Partial<Part> = {}): Part => ({
    name,
    start: async () => void steps.push(`start ${name}`),
    drain: async () => void steps.push(`drain ${name}`),
    stop: async () => void steps.push(`stop ${name}`),
    ...changes,
  });
  const logged = (message: string) =>
    lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ msg }) => msg === message)
      .map(({ part: name, step }) => [name, step]);
  return { lifecycle, part, steps, logged };
}

describe('the parts of a server', () => {
  it('start in order; all are drained, then all are stopped, the last one first', async () => {
    const { lifecycle, part, steps } = testLifecycle();
    await lifecycle.start([part('disk'), part('server')]);
    await lifecycle.stop();
    expect(steps).toStrictEqual([
      ...['start disk', 'start server', 'drain server', 'drain disk', 'stop server', 'stop disk'],
    ]);
  });

  it('start when the one before has started', async () => {
    const { lifecycle, part, steps } = testLifecycle();
    let finish = () => {};
    const slow = () => new Promise<void>((resolve) => (finish = resolve));
    const started = lifecycle.start([part('disk', { start: slow }), part('server')]);
    expect(steps).toStrictEqual([]);
    finish();
    await started;
    expect(steps).toStrictEqual(['start server']);
  });

  it('may need only some of the steps', async () => {
    const { lifecycle, logged } = testLifecycle();
    await lifecycle.start([{ name: 'nothing' }]);
    await lifecycle.stop();
    expect([logged('a part is late'), logged('a part failed')]).toStrictEqual([[], []]);
  });

  it('are told to begin nothing new before they are drained', async () => {
    const { lifecycle, part } = testLifecycle();
    const isTold: boolean[] = [];
    const drain = () => void isTold.push(lifecycle.shutdownSignal.aborted);
    await lifecycle.start([part('server', { drain })]);
    expect(lifecycle.shutdownSignal.aborted).toBe(false);
    await lifecycle.stop();
    expect(isTold).toStrictEqual([true]);
  });

  it('stop once, however often they are told to', async () => {
    const { lifecycle, part, steps } = testLifecycle();
    await lifecycle.start([part('server')]);
    expect(lifecycle.stop()).toBe(lifecycle.stop());
    await lifecycle.stop();
    expect(steps).toStrictEqual(['start server', 'drain server', 'stop server']);
  });
});

describe('a part that does not start', () => {
  const broken = new Error('the port is taken');

  it('is what the start fails with, after those before it were stopped', async () => {
    const { lifecycle, part, steps } = testLifecycle();
    const start = () => Promise.reject(broken);
    const parts = [part('disk'), part('watch'), part('server', { start }), part('never')];
    await expect(lifecycle.start(parts)).rejects.toBe(broken);
    expect(steps).toStrictEqual(['start disk', 'start watch', 'stop watch', 'stop disk']);
    expect(lifecycle.shutdownSignal.aborted).toBe(true);
  });

  it('counts as failed after a while', async () => {
    const { lifecycle, part, steps } = testLifecycle();
    const parts = [part('disk'), part('revocations', { start: hang })];
    await expect(lifecycle.start(parts)).rejects.toThrow(/revocations/);
    expect(steps).toContain('stop disk');
  });
});

describe('a part that hangs', () => {
  it('while it is drained takes the grace period, and no more; those after it are drained and stopped', async () => {
    const { lifecycle, part, steps, logged } = testLifecycle(30);
    const left: number[] = [];
    const drain = (graceMs: number) => void left.push(graceMs);
    await lifecycle.start([part('server', { drain }), part('segments', { drain: hang })]);
    await lifecycle.stop();
    expect(left).toStrictEqual([expect.closeTo(0, -1)]);
    expect(logged('a part is late')).toStrictEqual([['segments', 'drain']]);
    expect(steps.slice(2)).toStrictEqual(['stop segments', 'stop server']);
  });

  it('while it is stopped is left behind', async () => {
    const { lifecycle, part, steps, logged } = testLifecycle();
    await lifecycle.start([part('disk'), part('webhooks', { stop: hang })]);
    await lifecycle.stop();
    expect(logged('a part is late')).toStrictEqual([['webhooks', 'stop']]);
    expect(steps.at(-1)).toBe('stop disk');
  });
});

describe('a part that fails', () => {
  it.each([
    [
      'at once',
      () => {
        throw new Error('broken');
      },
    ],
    ['later', () => Promise.reject(new Error('broken'))],
  ])('%s while it is drained or stopped is logged, and the others follow', async (_, step) => {
    const { lifecycle, part, steps, logged } = testLifecycle();
    await lifecycle.start([part('disk'), part('webhooks', { drain: step, stop: step })]);
    await lifecycle.stop();
    expect(logged('a part failed')).toStrictEqual([
      ['webhooks', 'drain'],
      ['webhooks', 'stop'],
    ]);
    expect(steps.slice(2)).toStrictEqual(['drain disk', 'stop disk']);
  });
});
