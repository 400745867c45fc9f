import { describe, expect, it } from 'vitest';
import { changedAssets } from '../../src/uploads/s3-event.js';

const record = (key: string, eventName = 'ObjectCreated:Put', bucket = 'films') => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  eventName,
  s3: { bucket: { name: bucket }, object: { key, size: 1, sequencer: '0055AED6DCD90281E5' } },
});

describe('a notification of S3', () => {
  it('names the assets that objects may be the master of', () => {
    const Records = [
      record('series/My+film+%281%29.mp4'),
      record('caf%C3%A9.mkv', 's3:ObjectCreated:CompleteMultipartUpload'),
      record('old.mp4', 'ObjectRemoved:Delete'),
      record('kept.mp4', 'ObjectTagging:Put'),
      record('notes.txt'),
    ];
    expect(changedAssets({ Records })).toEqual({
      created: ['series/My film (1)', 'series/My film (1).mp4', 'café', 'café.mkv'],
      removed: ['old', 'old.mp4'],
    });
  });

  it('leaves out what is not where the masters are', () => {
    const Records = [
      record('masters/a.mp4'),
      record('other/b.mp4'),
      record('masters/c.mp4', undefined, 'logs'),
    ];
    const { created } = changedAssets({ Records }, { bucket: 'films', prefix: 'masters/' });
    expect(created).toEqual(['a', 'a.mp4']);
  });

  it('leaves out names that no asset can have', () => {
    const keys = [
      '../../etc/a.mp4',
      '.hidden.mp4',
      'a//b.mp4',
      '%00.mp4',
      '%E0%A4.mp4',
      'a%5Cb.mp4',
      '/a.mp4',
    ];
    expect(changedAssets({ Records: keys.map((key) => record(key)) }).created).toEqual([]);
  });

  it('may be the one by which S3 tries the address', () => {
    const test = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'films' };
    expect(changedAssets(test)).toEqual({ created: [], removed: [] });
  });

  it.each([
    ['nothing', undefined],
    ['a list', []],
    ['other members', { type: 'invalidate' }],
    ['a record without an object', { Records: [{ eventName: 'ObjectCreated:Put', s3: {} }] }],
    ['a key that is no text', { Records: [record(7 as never)] }],
    ['too many', { Records: Array.from({ length: 101 }, () => record('a.mp4')) }],
  ])('is malformed with %s', (_what, payload) => {
    const malformed = expect.objectContaining({ code: 'hook_malformed' });
    expect(() => changedAssets(payload)).toThrow(malformed);
  });
});
