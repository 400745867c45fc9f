import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ConfiguredTracing, configuredTracing } from '../../../src/composition/tracing/tracing.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { createLogger } from '../../../src/shared/log.js';
import { noTracing } from '../../../src/shared/tracing/tracing.js';
import { type Collector, pathsOf, startCollector } from '../../support/collector.js';

const lines: string[] = [];
const log = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });

let collector: Collector;
let traces: ConfiguredTracing;

async function start(
  { mood = 'takes', share = 1 }: { mood?: Parameters<typeof startCollector>[0]; share?: number } = {},
  service: Parameters<typeof configuredTracing>[1] = 'onplay-origin',
) {
  lines.length = 0;
  collector = await startCollector(mood);
  traces = await configuredTracing({ tracesEndpoint: collector.url, tracesShare: share }, service, log);
  return traces.tracing;
}

afterEach(async () => {
  await traces.close();
  await collector.close();
});

/** A client's header, and the id of its trace. */
function parent(isSampled = true) {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  return { traceId, spanId, header: `00-${traceId}-${spanId}-0${Number(isSampled)}` };
}

describe('spans', () => {
  it('are within the span in which they begin, also after a pause, and in that of another process', async () => {
    const tracing = await start();
    const { header, traceId, spanId } = parent();
    await tracing.continued(header, () =>
      tracing.span('request', {}, async () => {
        await new Promise(setImmediate);
        await Promise.all([
          tracing.span('coordinate', {}, async () => tracing.span('queue', {}, () => undefined)),
          tracing.span('produce', {}, async () => undefined),
        ]);
      }),
    );
    await traces.close();
    expect(pathsOf(collector.spans, traceId)).toEqual(
      new Set(['…/request', '…/request/coordinate', '…/request/coordinate/queue', '…/request/produce']),
    );
    expect(collector.spans.find(({ name }) => name === 'request')?.parentSpanId).toBe(spanId);
    expect(new Set(collector.spans.map(({ service }) => service))).toEqual(new Set(['onplay-origin']));
  });

  it('pass on what their work returns and throws, and tell only its code', async () => {
    const tracing = await start();
    expect(tracing.span('package', {}, () => 7)).toBe(7);
    const failure = new OnplayError('encode_failed', {
      publicDetail: 'a detail',
      cause: new Error('/srv/masters/secret.mp4'),
    });
    const fail = () => {
      throw failure;
    };
    expect(() => tracing.span('package', {}, fail)).toThrow(failure);
    await expect(tracing.span('encode', {}, async () => fail())).rejects.toBe(failure);
    await traces.close();
    const [fine, thrown, rejected] = collector.spans;
    expect(fine).toMatchObject({ isError: false });
    for (const span of [thrown, rejected])
      expect(span).toMatchObject({ isError: true, attributes: { 'error.type': 'encode_failed' } });
    expect(collector.texts.join()).not.toMatch(/a detail|secret\.mp4/);
  });

  it('can be continued by another process by their header', async () => {
    const tracing = await start();
    expect(tracing.currentTraceparent()).toBeUndefined();
    const header = tracing.span('job', {}, () => tracing.currentTraceparent());
    await traces.close();
    const [job] = collector.spans;
    expect(header).toBe(`00-${job!.traceId}-${job!.spanId}-01`);
  });

  it('ignore a header that is none', async () => {
    const tracing = await start();
    for (const header of [undefined, 'forged', '00-0-0-00', { toString: () => parent().header }])
      tracing.continued(header, () => tracing.span('request', {}, () => undefined));
    await traces.close();
    expect(collector.spans).toHaveLength(4);
    expect(collector.spans.every(({ parentSpanId }) => parentSpanId === undefined)).toBe(true);
  });
});

describe('which traces are recorded', () => {
  it('the origin decides, not its clients', async () => {
    const tracing = await start({ share: 0 });
    tracing.continued(parent(true).header, () => tracing.span('request', {}, () => undefined));
    await traces.close();
    expect(collector.spans).toEqual([]);
  });

  it('all are by default, also those that a client does not record', async () => {
    const tracing = await start();
    tracing.continued(parent(false).header, () => tracing.span('request', {}, () => undefined));
    await traces.close();
    expect(collector.spans).toHaveLength(1);
  });

  it('the origin has decided for its workers', async () => {
    const tracing = await start({ share: 0 }, 'onplay-worker');
    tracing.continued(parent(true).header, () => tracing.span('work', {}, () => undefined));
    tracing.continued(parent(false).header, () => tracing.span('work', {}, () => undefined));
    await traces.close();
    expect(collector.spans).toHaveLength(1);
  });
});

describe('a collector', () => {
  it('that refuses is told of in the log, without its URL', async () => {
    const tracing = await start({ mood: 'refuses' });
    tracing.span('request', {}, () => undefined);
    await vi.waitFor(() => expect(lines.join()).toContain('traces are not delivered'));
    expect(lines.join()).not.toContain('127.0.0.1');
  });

  it('that hangs neither holds back work nor the end of the process', async () => {
    const tracing = await start({ mood: 'hangs' });
    for (let i = 0; i < 5000; i++) tracing.span('request', {}, () => undefined);
    await vi.waitFor(() => expect(collector.texts).not.toEqual([]));
    expect(await tracing.span('request', {}, async () => 'answered')).toBe('answered');
    await traces.close();
  });
});

it('without a collector nothing is recorded', async () => {
  collector = await startCollector();
  traces = await configuredTracing({ tracesShare: 1 }, 'onplay-origin', log);
  expect(traces.tracing).toBe(noTracing);
  expect(noTracing.continued(parent().header, () => noTracing.span('request', {}, () => 7))).toBe(7);
  expect(noTracing.span('request', {}, () => noTracing.currentTraceparent())).toBeUndefined();
});
