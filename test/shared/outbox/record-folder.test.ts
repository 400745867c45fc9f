/** Records on disk: whole or not there, the latest state of each, and never in the way of their owner. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordFormat } from '../../../src/shared/outbox/record-files.js';
import { RecordFolder, type WriteFile } from '../../../src/shared/outbox/record-folder.js';
import { ManualClock } from '../../support/manual-clock.js';

interface Note {
  readonly id: string;
  readonly text: string;
}

const format: RecordFormat<Note> = {
  what: 'notes',
  extension: '.note',
  flush: true,
  isId: (text) => /^note_\d$/.test(text),
  toText: ({ text }) => `${text}\n`,
  fromFile: (id, bytes) => (bytes.at(-1) === 10 ? { id, text: bytes.toString().trimEnd() } : undefined),
  compare: (one, other) => one.text.localeCompare(other.text),
};

let folder: string;
let clock: ManualClock;
let log: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-records-'));
  clock = new ManualClock();
  log = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function open(write?: WriteFile) {
  const logger = pino({}, { write: (line) => void log.push((JSON.parse(line) as { msg: string }).msg) });
  const records = new RecordFolder({ folder, format, clock, log: logger, ...(write && { write }) });
  return { records, found: await records.load() };
}

/** Writes that end when the test says so. */
function heldWrites() {
  const held: { text: string; end: (error?: Error) => void }[] = [];
  const write: WriteFile = (_path, text) =>
    new Promise((resolve, reject) => {
      held.push({ text, end: (error) => (error ? reject(error) : resolve()) });
    });
  return { held, write };
}

/** Whether a promise has resolved once all that is ready has run. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await new Promise(setImmediate);
  return over;
}

describe('records', () => {
  it('are found by the next process, oldest first, in their latest state', async () => {
    const { records } = await open();
    records.store({ id: 'note_1', text: 'b' });
    records.store({ id: 'note_2', text: 'c' });
    records.store({ id: 'note_3', text: 'gone' });
    records.store({ id: 'note_2', text: 'a' });
    records.remove('note_3');
    await records.idle();
    expect((await open()).found).toEqual([
      { id: 'note_2', text: 'a' },
      { id: 'note_1', text: 'b' },
    ]);
  });

  it('that a crash left unfinished or damaged are removed, with one warning each', async () => {
    const { records } = await open();
    records.store({ id: 'note_1', text: 'whole' });
    await records.idle();
    // Under the name of this version, and of one that let `writeAtomically` choose.
    await writeFile(join(folder, 'note_1.0123456789ab.unfinished'), 'ha');
    await writeFile(join(folder, 'note_2.note.0123456789ab.tmp'), 'ha');
    await writeFile(join(folder, 'note_3.note'), 'cut off');
    await writeFile(join(folder, 'README'), 'of an operator');
    expect((await open()).found).toEqual([{ id: 'note_1', text: 'whole' }]);
    expect(log).toEqual(
      Array.from({ length: 3 }, () => 'one of the notes on disk was damaged or unfinished, and is removed'),
    );
    await open();
    expect([log.length, (await readdir(folder)).sort()]).toEqual([3, ['README', 'note_1.note']]);
  });

  it('are stored when their latest state is written, for all who wait for it', async () => {
    const { held, write } = heldWrites();
    const { records } = await open(write);
    records.store({ id: 'note_1', text: 'first' });
    const waiting = records.stored('note_1');
    records.store({ id: 'note_1', text: 'second' });
    const waitingToo = records.stored('note_1');
    held[0]!.end();
    expect([await isOver(waiting), await isOver(waitingToo)]).toEqual([false, false]);
    expect(held.map(({ text }) => text)).toEqual(['first\n', 'second\n']);
    held[1]!.end();
    expect([await isOver(waiting), await isOver(waitingToo)]).toEqual([true, true]);
    expect(clock.nextMs).toBeUndefined();
  });

  it('are waited for a second on a disk that hangs, and then not at all', async () => {
    const { held, write } = heldWrites();
    const { records } = await open(write);
    records.store({ id: 'note_1', text: 'one' });
    const waiting = records.stored('note_1');
    clock.advance(999);
    expect(await isOver(waiting)).toBe(false);
    clock.advance(1);
    expect(await isOver(waiting)).toBe(true);
    records.store({ id: 'note_2', text: 'two' });
    expect(await isOver(records.stored('note_2'))).toBe(true);
    expect([log, held.length]).toEqual([['the disk is too slow to store notes'], 1]);
  });

  it('that could not be written are written later', async () => {
    const { held, write } = heldWrites();
    const { records } = await open(write);
    records.store({ id: 'note_1', text: 'one' });
    const waiting = records.stored('note_1');
    held[0]!.end(new Error('full'));
    expect(await isOver(waiting)).toBe(true);
    expect([log, held.length]).toEqual([['notes cannot be stored on disk'], 1]);
    clock.advance(10_000);
    expect(held.map(({ text }) => text)).toEqual(['one\n', 'one\n']);
    held[1]!.end();
    await records.idle();
  });

  it('are not written before those of the earlier process are known', async () => {
    const { records } = await open();
    records.store({ id: 'note_1', text: 'one' });
    await records.idle();
    const next = new RecordFolder({ folder, format, clock, log: pino({ level: 'silent' }) });
    next.store({ id: 'note_2', text: 'two' });
    expect(await next.load()).toEqual([{ id: 'note_1', text: 'one' }]);
    await next.idle();
    expect((await readdir(folder)).sort()).toEqual(['note_1.note', 'note_2.note']);
  });
});
