/** Texts in threads: as they are read in this one, and bounded in time and memory. */
import { afterEach, expect, test } from 'vitest';
import { readInThisThread, type TextTask } from '../../../src/assets/text/text-reading.js';
import { TextThreads } from '../../../src/assets/text/text-threads.js';
import { codeOf } from '../../masters/support/errors.js';

const entry = new URL('../../support/text-worker.mjs', import.meta.url);
const { signal } = new AbortController();
const opened: TextThreads[] = [];

afterEach(() => {
  for (const threads of opened.splice(0)) threads.close();
});

function threadsWith(options: { processorLimitMs?: number; heapMebibytes?: number } = {}): TextThreads {
  const threads = new TextThreads({ entry, ...options });
  opened.push(threads);
  return threads;
}

function srt(count: number): string {
  const time = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace('.', ',');
  return Array.from(
    { length: count },
    (_, i) => `${time(i * 50)} --> ${time(i * 50 + 900)}\nCue ${i} & <b>ü</b>\n`,
  ).join('\n');
}

function task(text: string, kind: TextTask['kind'] = 'webvtt'): TextTask {
  const file = { kind: 'file', bytes: Buffer.from(text), format: 'srt' } as const;
  return kind === 'source' ? { kind, text: file } : { kind, text: file, end: 60_000 };
}

test('a text is the same as one that is read in the main thread, in all forms', async () => {
  const threads = threadsWith();
  for (const kind of ['webvtt', 'mov_text', 'source'] as const)
    expect(await threads.read(task(srt(100), kind), signal)).toEqual(
      await readInThisThread(task(srt(100), kind), signal),
    );
});

test('the samples of a track are read as they are in the main thread', async () => {
  const bytes = Buffer.from('OneTwo');
  const stored = {
    stream: { codec: 'subrip', configuration: new Uint8Array() },
    ...{ starts: Float64Array.of(0, 500), ends: Float64Array.of(500, 900), bytes, isCut: true },
    ...{ sizes: Uint32Array.of(3, 3), offsets: Uint32Array.of(0, 3, 6) },
  } as const;
  const samples: TextTask = { kind: 'webvtt', text: { kind: 'samples', stored }, end: 1000 };
  const read = await threadsWith().read(samples, signal);
  expect(read).toEqual(await readInThisThread(samples, signal));
  expect(Buffer.from(read.bytes).toString()).toContain('00:00:00.500 --> 00:00:00.900\nTwo\n');
  expect(read.problems).toMatchObject([{ code: 'text_cut' }]);
});

test.each([
  ['twenty thousand cues', 'webvtt', 20_000],
  ['two hundred thousand texts that are burned in', 'source', 200_000],
] as const)('while %s are read, the main thread does other work', async (_, kind, count) => {
  const threads = threadsWith();
  await threads.read(task(srt(1)), signal);
  let [turns, isRead] = [0, false];
  const reading = threads.read(task(srt(count), kind), signal).then((read) => {
    expect(read.problems).toEqual([]);
    isRead = true;
  });
  while (!isRead) {
    await new Promise(setImmediate);
    turns++;
  }
  await reading;
  // Read in this thread there would be none between.
  expect(turns).toBeGreaterThan(10);
});

test('a text that takes too long is left out and said to be, and the next one gets a new thread', async () => {
  const impatient = threadsWith({ processorLimitMs: 1 });
  const { bytes, problems } = await impatient.read(task(srt(20_000)), signal);
  expect([bytes.length, problems]).toMatchObject([0, [{ code: 'reading_stopped', count: 1 }]]);
  const track = await impatient.read(task(srt(20_000), 'mov_text'), signal);
  expect(track.problems).toMatchObject([{ code: 'reading_stopped' }]);
  const burned = await impatient.read(task(srt(200_000), 'source'), signal);
  expect([burned.bytes.length, burned.problems]).toMatchObject([0, [{ code: 'reading_stopped' }]]);
});

test('a text that takes too much memory costs no other', async () => {
  const threads = threadsWith({ heapMebibytes: 24 });
  const long = '00:00:00,000 --> 00:00:01,000\n<i>a</i><b>b</b>\n\n'.repeat(50_000);
  expect((await threads.read(task(long), signal)).problems).toMatchObject([{ code: 'reading_stopped' }]);
  expect((await threads.read(task(srt(3)), signal)).problems).toEqual([]);
});

test('a reading is ended when its caller leaves', async () => {
  const leaving = new AbortController();
  const reading = codeOf(() => threadsWith().read(task(srt(20_000)), leaving.signal));
  leaving.abort();
  expect(await reading).toBe('encode_cancelled');
});
