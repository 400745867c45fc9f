import { describe, expect, it } from 'vitest';
import { errorMessage, errorOf } from '../../../src/assets/threads/messages.js';
import { OnplayError } from '../../../src/shared/errors.js';

describe('an error that crosses threads', () => {
  it('keeps everything that is decided by it', () => {
    const thrown = new OnplayError('master_changed', {
      publicDetail: 'Request the manifest again.',
      retryable: true,
      about: 'moment',
      extensions: { preparing: { phase: 'indexing' } },
      cause: new Error('ENOENT'),
    });
    const restored = errorOf(structuredClone(errorMessage(thrown)));
    expect({ ...restored }).toStrictEqual({ ...thrown });
    expect((restored.cause as Error).message).toBe('ENOENT');
  });

  it('without a code keeps its message and its stack', () => {
    const restored = errorOf(structuredClone(errorMessage(new Error('out of paper'))));
    expect(restored.message).toBe('out of paper');
    expect(restored.stack).toContain('messages.test.ts');
  });
});
