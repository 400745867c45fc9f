/** What a worker makes of a job: the segment that was meant, of the master that was meant. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Asset } from '../../../src/assets/asset.js';
import { isKnown } from '../../../src/assets/variant.js';
import { FinishedSegments } from '../../../src/fleet/delivery/finished-segments.js';
import { type Job, jobIdOf, jobOf } from '../../../src/fleet/jobs/job.js';
import { runJob } from '../../../src/fleet/worker/run-job.js';
import type { SegmentRef } from '../../../src/segments/segment-ref.js';
import { writeMarks } from '../../../src/shared/marks/granted-marks.js';
import { tenantOfClient } from '../../../src/shared/scheduler/client-name.js';
import type { WorkContext } from '../../../src/shared/single-flight.js';
import { film, gainedRef, job, markedRef, markedStillRefs, videoRef } from '../support/jobs.js';

const TIMINGS = { queueMs: 0, feedMs: 1, encodeMs: 2, packageMs: 3 };
const BYTES = Buffer.from('bytes');
const STAYING = new AbortController().signal;

/** @param versions the asset as the library finds it, at each look. */
function worker(...versions: readonly Asset[]) {
  const produced: { ref: SegmentRef; context: WorkContext }[] = [];
  let looks = 0;
  const found = async () => versions[Math.min(looks, versions.length - 1)]!;
  const library = {
    getForRendition: found,
    revalidate: async () => {
      looks += 1;
    },
  };
  const producer = {
    produce: async (ref: SegmentRef, context: WorkContext) => {
      produced.push({ ref, context });
      return { bytes: BYTES, timings: TIMINGS, slotMs: 6 };
    },
  };
  const finished = new FinishedSegments({ maxBytes: 100_000 });
  const run = (wanted: Job) => runJob({ library, producer, finished }, jobIdOf(wanted), wanted, STAYING);
  return { run, produced, finished };
}

const replaced: Asset = { ...film, master: { ...film.master, version: 'v2' } };

describe('a job on a worker', () => {
  test('is the segment that the origin asked for, for its tenant and as urgent', async () => {
    const { run, produced } = worker(film);
    const wanted: Job = { ...job(3), tenant: 'acme', priority: 'prefetch', dueInMs: 60_000 };
    expect(await run(wanted)).toMatchObject({
      sha256: createHash('sha256').update(BYTES).digest('hex'),
      slotMs: 6,
    });
    const [{ ref, context } = expect.fail()] = produced;
    expect(ref.key).toBe(videoRef(3).key);
    expect(context.signal).toBe(STAYING);
    expect(tenantOfClient(context.client)).toBe('acme');
    expect(context.urgency.priority).toBe('prefetch');
    expect(context.urgency.dueAt - performance.now()).toBeGreaterThan(50_000);
  });

  test('brings the marks of its rendition, without which there is none such', async () => {
    const { run, produced } = worker(film);
    const { marks, ...unmarked } = jobOf(markedRef(3), { tenant: 'tenant', priority: 'demand', dueInMs: 0 });
    await run({ ...unmarked, marks });
    expect(produced[0]!.ref.key).toBe(markedRef(3).key);
    expect(produced[0]!.ref.variant.rendition).toMatchObject({ marks: { list: [{ text: 'Anna' }] } });
    await expect(worker(film).run(unmarked)).rejects.toMatchObject({ code: 'version_gone' });
    const other = writeMarks([{ text: 'Ben', place: 'top', size: 4, opacity: 0.6 }]);
    for (const wrong of [other, 'x'])
      await expect(worker(film).run({ ...unmarked, marks: wrong })).rejects.toMatchObject({
        code: 'version_gone',
      });
  });

  test('brings the marks of images too', async () => {
    for (const ref of markedStillRefs()) {
      const { run, produced } = worker(film);
      const { marks, ...unmarked } = jobOf(ref, { tenant: 'tenant', priority: 'demand', dueInMs: 0 });
      expect(isKnown(film, unmarked.variantKey)).toBe(true);
      await run({ ...unmarked, marks });
      expect(produced[0]!.ref.key).toBe(ref.key);
      await expect(worker(film).run(unmarked)).rejects.toMatchObject({ code: 'version_gone' });
    }
  });

  test('brings the seal of its gain, of which a worker does not know the secret', async () => {
    const { gainSeal: _, ...unsealed } = film;
    const { run, produced } = worker(unsealed);
    const wanted = jobOf(gainedRef(3), { tenant: 'tenant', priority: 'demand', dueInMs: 0 });
    await run(wanted);
    expect(produced[0]!.ref.key).toBe(gainedRef(3).key);
    expect(produced[0]!.ref.variant.rendition).toMatchObject({ gain: { decibels: -12 } });
    const { gainSeal: _seal, ...without } = wanted;
    for (const wrong of [without, { ...wanted, gainSeal: '0'.repeat(32) }])
      await expect(worker(unsealed).run(wrong)).rejects.toMatchObject({ code: 'version_gone' });
  });

  test('is not done again while its bytes are there', async () => {
    const { run, produced, finished } = worker(film);
    const first = await run(job());
    expect(await run(job())).toBe(first);
    expect(produced).toHaveLength(1);
    finished.purge({});
    await run(job());
    expect(produced).toHaveLength(2);
  });

  test('looks again when the origin knows another version of the master', async () => {
    const { run, produced } = worker(film, replaced);
    await run({ ...job(), version: 'v2' });
    expect(produced).toHaveLength(1);
  });

  test.each<[string, string, Partial<Job>]>([
    ['for a master that is another one here', 'master_changed', { version: 'v0' }],
    [
      'for a rendition that this build does not make',
      'version_gone',
      { variantKey: 'v720-0000000000000000' },
    ],
    ['beyond the end', 'segment_unknown', { segment: 1000 }],
  ])('%s is refused with %s', async (_what, code, change) => {
    const { run, produced } = worker(film);
    await expect(run({ ...job(), ...change })).rejects.toMatchObject({ code });
    expect(produced).toEqual([]);
  });
});
