/** Origins and workers that would make other bytes never meet. */
import { describe, expect, test } from 'vitest';
import { isQueueName, queueNames } from '../../../src/fleet/jobs/queue-names.js';

const build = {
  buildId: 'ffmpeg 5.1',
  fontsId: '0123456789ab',
  segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
  passthrough: true,
};

describe('the names of the queues', () => {
  test('are the same for the same build and cut', () => {
    const { segmentMap, ...rest } = build;
    const sorted = { firstSeconds: segmentMap.firstSeconds, targetSeconds: segmentMap.targetSeconds };
    expect(queueNames({ segmentMap: sorted, ...rest })).toEqual(queueNames(build));
  });

  test.each([
    ['another ffmpeg', { buildId: 'ffmpeg 7.0' }],
    ['other fonts', { fontsId: 'ba9876543210' }],
    ['other images', { imageHashes: new Map([['logo.png', '0123456789ab']]) }],
    ['other logos', { logosId: '0123456789ab' }],
    ['another cut', { segmentMap: { targetSeconds: 6, firstSeconds: [2, 2] } }],
    ['no passthrough', { passthrough: false }],
  ])('are others with %s', (_what, change) => {
    expect(queueNames({ ...build, ...change }).heavy).not.toBe(queueNames(build).heavy);
  });

  test('differ by lane, and are what a dead letter may name', () => {
    const { heavy, light } = queueNames(build);
    expect(heavy).not.toBe(light);
    expect([heavy, light].every(isQueueName)).toBe(true);
    expect(isQueueName('heavy:0')).toBe(false);
  });
});
