/** What the page reports of the errors of hls.js, which says more than what is wrong. */
import { EventEmitter } from 'node:events';
import { ErrorDetails, ErrorTypes, Events } from 'hls.js';
import { afterEach, expect, test, vi } from 'vitest';
import { browserModule } from './browser-module.js';

interface Reported {
  readonly fatal: boolean;
  readonly message: string;
}

const { createHlsAdapter } = await browserModule<{
  createHlsAdapter(): { onError(callback: (error: Reported) => void): void };
}>('playback/hls-adapter.js');

/** Stands for hls.js: reports what the test tells it to. */
class FakeHls extends EventEmitter {
  static readonly Events = Events;
  static readonly ErrorDetails = ErrorDetails;
  static readonly ErrorTypes = ErrorTypes;
  static latest: FakeHls;

  constructor() {
    super();
    FakeHls.latest = this;
  }
}

afterEach(() => vi.unstubAllGlobals());

/** What the page hears of an error. */
function reportedOf(details: string, fatal: boolean): readonly Reported[] {
  vi.stubGlobal('Hls', FakeHls);
  vi.stubGlobal('XMLHttpRequest', class {});
  const reported: Reported[] = [];
  createHlsAdapter().onError((error) => reported.push(error));
  FakeHls.latest.emit(Events.ERROR, Events.ERROR, { type: ErrorTypes.MEDIA_ERROR, details, fatal });
  return reported;
}

test('a segment that was appended although it is buffered is no error', () => {
  expect(reportedOf(ErrorDetails.BUFFER_APPEND_NO_PROGRESS, false)).toEqual([]);
});

test('a load that hls.js aborts itself is no error', () => {
  expect(reportedOf(ErrorDetails.INTERNAL_ABORTED, false)).toEqual([]);
});

test('whatever ends playback is an error', () => {
  expect(reportedOf(ErrorDetails.BUFFER_APPEND_NO_PROGRESS, true)).toMatchObject([{ fatal: true }]);
});

test('a segment that cannot be appended is an error', () => {
  expect(reportedOf(ErrorDetails.BUFFER_APPEND_ERROR, false)).toMatchObject([
    { fatal: false, message: ErrorDetails.BUFFER_APPEND_ERROR },
  ]);
});
