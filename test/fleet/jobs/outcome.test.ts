/** Results and failures, as workers tell them and origins believe them. */
import { describe, expect, test } from 'vitest';
import { errorOf, failureOf, openFailure, sealFailure } from '../../../src/fleet/jobs/failure.js';
import { openResult, sealResult } from '../../../src/fleet/jobs/result.js';
import { OnplayError } from '../../../src/shared/errors.js';
import { otherSeal, resultOf, seal } from '../support/jobs.js';

const isKnownCode = (code: string) => code === 'encode_failed';
const failed = new OnplayError('encode_failed', {
  publicDetail: 'The encoder failed.',
  cause: new Error('/secret/path'),
});

describe('a result', () => {
  test('is believed of a worker of this fleet, for its job alone', () => {
    const sealed = sealResult(seal, 's1', resultOf());
    expect(openResult(seal, 's1', sealed)).toEqual(resultOf());
    expect(openResult(seal, 's2', sealed)).toBeUndefined();
    expect(openResult(seal, 's1', sealResult(otherSeal, 's1', resultOf()))).toBeUndefined();
    expect(openResult(seal, 's1', resultOf())).toBeUndefined();
  });

  test.each([
    ['a file', { url: 'file:///etc/passwd' }],
    ['no bytes', { bytes: 0 }],
    ['more bytes than any segment has', { bytes: 2 ** 40 }],
    ['no hash', { sha256: '' }],
  ])('with %s is refused', (_what, change) => {
    expect(openResult(seal, 's1', sealResult(seal, 's1', resultOf(change)))).toBeUndefined();
  });
});

describe('a failure', () => {
  test('arrives as the error that the worker had, without its cause', () => {
    const sealed = sealFailure(seal, 's1', failureOf(failed));
    expect(sealed).not.toContain('/secret');
    const error = errorOf(openFailure(seal, 's1', sealed)!, isKnownCode);
    expect(error).toMatchObject({
      code: 'encode_failed',
      publicDetail: 'The encoder failed.',
      about: 'subject',
    });
  });

  test('with a code that this origin does not know is an internal error, and says nothing of a stranger', () => {
    const unknown = new OnplayError('from_the_future', {
      publicDetail: 'Something new.',
      about: 'moment',
      retryable: true,
    });
    const error = errorOf(failureOf(unknown), isKnownCode);
    expect(error).toMatchObject({ code: 'internal_error', about: 'moment', retryable: true });
    expect(error.publicDetail).not.toContain('new');
  });

  test('without the seal of the fleet tells nothing', () => {
    expect(openFailure(seal, 's1', sealFailure(otherSeal, 's1', failureOf(failed)))).toBeUndefined();
    expect(openFailure(seal, 's1', '{"code":"encode_failed"}')).toBeUndefined();
    expect(openFailure(seal, 's2', sealFailure(seal, 's1', failureOf(failed)))).toBeUndefined();
  });

  test('of a job whose workers ended is one of the segment, so that it is remembered', () => {
    const failure = openFailure(seal, 's1', 'job stalled more than allowable limit');
    expect(failure).toMatchObject({ code: 'encode_failed', about: 'subject', retryable: false });
  });
});
