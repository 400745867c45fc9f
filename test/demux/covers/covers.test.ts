/** Where the images are that masters bring of themselves, found in files that ffmpeg wrote, and in such that say what is not so. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { movieCover, readMovieFile, taggedCover } from '../../../src/demux/index.js';
import type { Attachment } from '../../../src/tracks/index.js';
import { inMemory } from '../../masters/support/byte-source.js';
import { runToolOrFail } from '../../support/ffmpeg.js';

let folder: string;
const images = new Map<string, Buffer>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-covers-'));
  for (const extension of ['jpg', 'png']) {
    const path = join(folder, `cover.${extension}`);
    const source = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=96x96', '-frames:v', '1'];
    await runToolOrFail('ffmpeg', [...source, path]);
    images.set(extension, await readFile(path));
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A second of audio with a cover. */
async function tagged(name: string, picture: string, options: readonly string[] = []): Promise<Buffer> {
  const path = join(folder, name);
  const audio = ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=duration=1'];
  const cover = ['-i', join(folder, `cover.${picture}`), '-map', '0', '-map', '1', '-c:v', 'copy'];
  await runToolOrFail('ffmpeg', [...audio, ...cover, '-disposition:v', 'attached_pic', ...options, path]);
  return readFile(path);
}

async function coverOf(bytes: Uint8Array, name: string): Promise<Attachment | undefined> {
  const source = inMemory(bytes);
  if (!name.endsWith('.m4a')) return taggedCover(source);
  return movieCover(source, (await readMovieFile(source)).userData.movie);
}

describe('the cover is found where it lies', () => {
  it.each([
    ['three.mp3', 'jpg', ['-id3v2_version', '3']],
    ['four.mp3', 'png', ['-id3v2_version', '4']],
    ['album.flac', 'jpg', []],
    ['book.m4a', 'jpg', []],
    ['book.m4a', 'png', []],
  ] as const)('in %s as %s', async (name, picture, options) => {
    const bytes = await tagged(name, picture, options);
    const cover = await coverOf(bytes, name);
    expect(cover).toMatchObject({ mediaType: picture === 'jpg' ? 'image/jpeg' : 'image/png' });
    const { offset, size } = cover!;
    expect(bytes.subarray(offset, offset + size)).toEqual(images.get(picture));
  });

  it('in a tag of version 2.2, with three letters, and the front one before others', async () => {
    const frame = (type: number, picture: Buffer) => {
      const content = Buffer.concat([Buffer.from([0, ...Buffer.from('PNG'), type, 0x78, 0]), picture]);
      return Buffer.concat([
        Buffer.from('PIC'),
        Buffer.from([content.length >> 16, content.length >> 8, content.length]),
        content,
      ]);
    };
    const [back, front] = [Buffer.concat([images.get('png')!, Buffer.from([1])]), images.get('png')!];
    const frames = Buffer.concat([frame(4, back), frame(3, front)]);
    const bytes = Buffer.concat([id3(2, frames), Buffer.alloc(64)]);
    const { offset, size } = (await taggedCover(inMemory(bytes)))!;
    expect(bytes.subarray(offset, offset + size)).toEqual(front);
  });
});

/** The tag of a version around frames. */
function id3(version: number, frames: Buffer, flags = 0): Buffer {
  const size = [21, 14, 7, 0].map((shift) => (frames.length >> shift) & 0x7f);
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([version, 0, flags, ...size]), frames]);
}

describe('there is no cover', () => {
  it('in files without tags, and in tags without images', async () => {
    expect(await taggedCover(inMemory(Buffer.alloc(0)))).toBeUndefined();
    expect(await taggedCover(inMemory(Buffer.from('fLaC')))).toBeUndefined();
    expect(await taggedCover(inMemory(id3(3, Buffer.alloc(100))))).toBeUndefined();
  });

  it('where the bytes are no picture, whatever the tag says of them', async () => {
    const bytes = await tagged('text.mp3', 'jpg', ['-id3v2_version', '3']);
    const { offset } = (await taggedCover(inMemory(bytes)))!;
    expect(await taggedCover(inMemory(Buffer.from(bytes).fill('<', offset, offset + 20)))).toBeUndefined();
  });

  it('where a picture is not in the file as it is', async () => {
    const bytes = await tagged('unsynchronised.mp3', 'jpg', ['-id3v2_version', '3']);
    bytes[5] = 0x80;
    expect(await taggedCover(inMemory(bytes))).toBeUndefined();
  });
});

describe('of files that are cut off, or say what is not so,', () => {
  it.each(['hostile.mp3', 'hostile.flac', 'hostile.m4a'])(
    'nothing beyond the end is named, of %s',
    async (name) => {
      const bytes = await tagged(name, 'png');
      const head = Math.min(bytes.length, 3000);
      for (let at = 0; at < head; at += 3) {
        const spoilt = Buffer.from(bytes);
        spoilt[at] = (spoilt[at]! ^ 0xff) & 0xff;
        for (const file of [bytes.subarray(0, at), spoilt]) {
          const cover = await coverOf(file, name).catch((error: { code?: string }) => {
            // The movie itself may be unreadable.
            expect(error.code).toMatch(/^master_/);
            return undefined;
          });
          if (cover) expect(cover.offset + cover.size).toBeLessThanOrEqual(file.length);
        }
      }
    },
  );

  it('a tag of endless frames is given up', async () => {
    const empty = Buffer.concat([Buffer.from('TXXX'), Buffer.alloc(6)]);
    const bytes = id3(3, Buffer.concat(Array.from({ length: 20_000 }, () => empty)));
    const source = inMemory(bytes);
    expect(await taggedCover(source)).toBeUndefined();
  });
});
