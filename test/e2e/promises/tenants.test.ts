/** Tenants by the claim of their tokens, all over the same asset, on one machine. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesOf, readRendition } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { patientFetch } from '../../support/patient-fetch.js';
import { until } from './fixtures/wait.js';

const GREEDY_VIEWERS = 16;
let origin: Origin;

beforeAll(async () => {
  origin = await startOrigin({
    masters: { 'film.mp4': await generateMaster('h264-23976-irregular-gop') },
    // Short segments, so that there are many.
    env: {
      ...{ ONPLAY_SEGMENT_MS: '1000', ONPLAY_FIRST_SEGMENTS_MS: '1000' },
      ...{ ONPLAY_PASSTHROUGH: 'off', ONPLAY_ENCODE_SLOTS: '1' },
    },
  });
});
afterAll(() => origin?.stop());

/** The segments of the first variant, as a viewer of a tenant has their URLs. */
async function segmentsAs(tenant: string, viewer: string): Promise<readonly string[]> {
  const url = new URL(`/film.m3u8?token=${origin.token('film', { tenant, viewer })}`, origin.url);
  const [variant = ''] = /^(?!#)\S+$/m.exec((await bytesOf(url.href)).toString('utf8')) ?? [];
  return (await readRendition(new URL(variant, url).href)).segments;
}

async function statusOf(url: string, signal?: AbortSignal): Promise<number> {
  const response = await fetch(url, signal ? { signal } : {});
  await response.arrayBuffer();
  return response.status;
}

test(`delay a viewer of another by at most one encode, though ${GREEDY_VIEWERS} viewers of one want each another segment`, async () => {
  const modest = await segmentsAs('modest', 'ann');
  // What follows the last segment is not prefetched.
  expect(await statusOf(modest.at(-1)!)).toBe(200);
  const viewers = Array.from({ length: GREEDY_VIEWERS }, (_, i) => segmentsAs('greedy', `viewer ${i}`));
  const greedy = await Promise.all(viewers);
  // Who plays already is admitted, however much there is to do.
  const playing = [modest, ...greedy].map((segments) => statusOf(segments.at(-1)!));
  expect(new Set(await Promise.all(playing))).toEqual(new Set([200]));
  const before = encodesOf('greedy').length;
  const leaving = new AbortController();
  const wanted = greedy.map((segments, i) => segments.slice(2, -5)[i]!);
  const waiting = new Set(wanted);
  const refused: number[] = [];
  const answers = wanted.map(async (url) => {
    const status = await statusOf(url, leaving.signal);
    waiting.delete(url);
    if (status !== 200) refused.push(status);
  });
  await until('encodes for the greedy tenant', () => encodesOf('greedy').length > before + 2 || undefined);
  expect([refused, waiting.size > GREEDY_VIEWERS / 2]).toEqual([[], true]);
  // Far enough back to be a seek, which is due later than all that the others wait for.
  const segment = modest.length - 5;
  expect(await statusOf(modest[segment]!)).toBe(200);
  leaving.abort();
  await Promise.allSettled(answers);
  const own = await until('the encode in the log', () =>
    encodesOf('modest').find((line) => line['segment'] === segment),
  );
  // The encode in progress, another one; and what a machine that had nothing else to do had begun to prefetch.
  expect(encodesWhileWaiting(own)).toBeLessThanOrEqual(3);
});

test('share one encode of each segment, with one ETag', async () => {
  const etags = new Set<string | null>();
  for (const tenant of ['acme', 'globex', 'initech']) {
    const response = await patientFetch((await segmentsAs(tenant, 'ann'))[1]!);
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    etags.add(response.headers.get('ETag'));
  }
  expect(etags.size).toBe(1);
  const second = origin.log.filter(
    (line) => line['msg'] === 'segment encoded' && line['segment'] === 1 && isVideo(line),
  );
  expect(new Set(second.map((line) => line['recipe'])).size).toBe(second.length);
});

type LogLine = Record<string, unknown>;

function isVideo(line: LogLine): boolean {
  return String(line['rendition']).startsWith('v');
}

/** The encodes of video in the log that were for a tenant. */
function encodesOf(tenant: string): readonly LogLine[] {
  return origin.log.filter(
    (line) => line['msg'] === 'segment encoded' && line['tenant'] === tenant && isVideo(line),
  );
}

/** How many encodes of the greedy tenant ended while this one waited for its slot. */
function encodesWhileWaiting(own: LogLine): number {
  const work = ['feedMs', 'encodeMs', 'packageMs'].reduce((sum, name) => sum + Number(own[name]), 0);
  const granted = endOf(own) - work;
  const asked = granted - Number(own['queueMs']);
  return encodesOf('greedy').filter((line) => endOf(line) > asked && endOf(line) <= granted).length;
}

function endOf(line: LogLine): number {
  return Date.parse(String(line['time']));
}
