import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QuickReads } from '../../src/stores/quick-reads.js';
import { inMemory } from '../masters/support/byte-source.js';

let folder: string;
let file: FileHandle;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'onplay-quick-'));
  const path = join(folder, 'file');
  writeFileSync(path, 'some bytes of a file');
  file = await open(path);
});
afterAll(async () => {
  await file.close();
  rmSync(folder, { recursive: true });
});

/** A clock that goes on by this much with each look. */
function clock(step: () => number): () => number {
  let now = 0;
  return () => (now += step());
}

test('bytes are read, fewer only at the end of the file', () => {
  const reads = new QuickReads(file.fd, () => 0);
  const bytes = Buffer.alloc(10);
  expect([reads.read(5, bytes), bytes.toString()]).toEqual([10, 'bytes of a']);
  expect([reads.read(16, bytes), bytes.toString('latin1', 0, 4)]).toEqual([4, 'file']);
  expect(reads.read(100, bytes)).toBe(0);
});

test('a file in the page cache is always read at once', () => {
  const reads = new QuickReads(
    file.fd,
    clock(() => 0.005),
  );
  for (let i = 0; i < 5000; i++) expect(reads.read(0, Buffer.alloc(4))).toBe(4);
});

test('reads that wait for a disk are left to others for a while, then tried again', () => {
  let step = 0.1;
  const reads = new QuickReads(
    file.fd,
    clock(() => step),
  );
  const isQuick = () => reads.read(0, Buffer.alloc(4)) !== undefined;
  const tried = Array.from({ length: 5 }, isQuick);
  expect(tried).toEqual([true, true, true, true, true]);
  const left = Array.from({ length: 1024 }, isQuick);
  expect(left).not.toContain(true);
  step = 0.005;
  const again = Array.from({ length: 2000 }, isQuick);
  expect(again).not.toContain(false);
});

test('a read of more bytes may take longer', () => {
  const reads = new QuickReads(
    file.fd,
    clock(() => 0.1),
  );
  for (let i = 0; i < 100; i++) expect(reads.read(0, Buffer.alloc(256 * 1024))).toBe(20);
});

test('a file that cannot be read is an error of the store', async () => {
  const directory = await open(folder);
  const reads = new QuickReads(directory.fd);
  expect(() => reads.read(0, Buffer.alloc(4))).toThrow(
    expect.objectContaining({ code: 'master_unreadable' }),
  );
  await directory.close();
});

test('only local files are read so', () => {
  expect(QuickReads.of(inMemory(Buffer.alloc(4)))).toBeUndefined();
  expect(QuickReads.of({ ...inMemory(Buffer.alloc(4)), descriptor: file.fd })).toBeDefined();
});
