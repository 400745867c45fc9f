/** Jobs as they lie in the queue. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isJobId, type Job, jobIdOf, jobOf, openJob, sealJob } from '../../../src/fleet/jobs/job.js';
import { audioRef, job, otherSeal, seal, videoRef } from '../support/jobs.js';

describe('a job', () => {
  test('is read as it was sealed', () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const written = jobOf(videoRef(3), {
      tenant: 'acme',
      priority: 'prefetch',
      dueInMs: 1234.5,
      traceparent,
    });
    expect(written).toMatchObject({
      asset: 'tenant/film',
      version: 'v1',
      segment: 3,
      tenant: 'acme',
      dueInMs: 1235,
      traceparent,
    });
    expect(openJob(seal, jobIdOf(written), sealJob(seal, written))).toEqual(written);
  });

  test('has an id of the segment alone, for whomever it is, that BullMQ accepts', () => {
    const now = jobOf(videoRef(3), { tenant: 'acme', priority: 'demand', dueInMs: 0 });
    const later = jobOf(videoRef(3), { tenant: 'globex', priority: 'prefetch', dueInMs: 5000 });
    expect(jobIdOf(now)).toBe(jobIdOf(later));
    const ids = [
      now,
      job(4),
      jobOf(audioRef(3), { tenant: 'acme', priority: 'demand', dueInMs: 0 }),
      { ...now, version: 'v2' },
    ].map(jobIdOf);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(isJobId(id)).toBe(true);
    // A colon, or a plain integer, is what BullMQ refuses.
    expect(ids.every((id) => !id.includes(':') && Number.isNaN(Number(id)))).toBe(true);
  });

  test('is not read under the id of another segment, so that no result is taken for the wrong one', () => {
    expect(openJob(seal, jobIdOf(job(1)), sealJob(seal, job(2)))).toBeUndefined();
    expect(openJob(seal, jobIdOf(job(1)), seal.seal('job', jobIdOf(job(1)), job(2)))).toBeUndefined();
  });

  test('of a stranger is not read', () => {
    expect(openJob(seal, jobIdOf(job()), sealJob(otherSeal, job()))).toBeUndefined();
    expect(openJob(seal, jobIdOf(job()), JSON.stringify(job()))).toBeUndefined();
  });

  test.each([
    ['an asset that leads out of its folder', { asset: '../secret' }],
    ['an asset of any length', { asset: 'a'.repeat(2000) }],
    ['a rendition with a path', { variantKey: 'v720/../../x' }],
    ['a negative segment', { segment: -1 }],
    ['no tenant', { tenant: undefined }],
    ['a tenant of any length', { tenant: 't'.repeat(2000) }],
    ['half a segment', { segment: 0.5 }],
    ['an endless deadline', { dueInMs: 1e12 }],
    ['a trace with a line break', { traceparent: '00-\n' }],
    ['something more', { command: 'rm' }],
  ])('with %s is not read, even with a seal', (_what, change) => {
    const hostile = { ...job(), ...change } as unknown as Job;
    const id = jobIdOf(hostile);
    expect(openJob(seal, id, seal.seal('job', id, hostile))).toBeUndefined();
  });

  test('that is any JSON, sealed by a version to come, is refused and does not throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(openJob(seal, 's0', seal.seal('job', 's0', value))).toBeUndefined();
      }),
      { seed: 47 },
    );
  });

  test('bounds its deadline', () => {
    expect(jobOf(videoRef(), { tenant: 'acme', priority: 'demand', dueInMs: -5 }).dueInMs).toBe(0);
    const endless = { tenant: 'acme', priority: 'demand', dueInMs: Number.POSITIVE_INFINITY } as const;
    expect(jobOf(videoRef(), endless).dueInMs).toBe(600_000);
  });
});
