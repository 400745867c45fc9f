/** Where the images are that masters bring of themselves, found in files that ffmpeg wrote, and in such that say what is not so. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

  it.each(['description', 'library'] as const)(
    'in the %s of ASF, where ffmpeg finds it too',
    async (place) => {
      const bytes = await withAsfCover(place, images.get('png')!);
      const { offset, size, mediaType } = (await taggedCover(inMemory(bytes)))!;
      expect(mediaType).toBe('image/png');
      expect(bytes.subarray(offset, offset + size)).toEqual(images.get('png'));
      const path = join(folder, `${place}.wma`);
      await writeFile(path, bytes);
      const extract = ['-v', 'error', '-i', path, '-map', '0:v', '-c', 'copy', '-f', 'image2pipe', '-'];
      expect(await runToolOrFail('ffmpeg', extract)).toEqual(images.get('png'));
    },
  );

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

/** A second of WMA by ffmpeg, which writes no covers, with one in its header. */
async function withAsfCover(place: 'description' | 'library', picture: Buffer): Promise<Buffer> {
  const path = join(folder, 'plain.wma');
  await runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', 'sine=duration=1', path]);
  const wma = await readFile(path);
  const utf16 = (text: string) => Buffer.from(`${text}\0`, 'utf16le');
  const u16 = (value: number) => Buffer.of(value & 0xff, value >> 8);
  const u32 = (value: number) => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
  const object = (guid: string, ...contents: Buffer[]) => {
    const body = Buffer.concat(contents);
    return Buffer.concat([Buffer.from(guid, 'hex'), u32(24 + body.length), u32(0), body]);
  };
  const value = Buffer.concat([
    Buffer.of(3),
    u32(picture.length),
    utf16('image/png'),
    utf16('front'),
    picture,
  ]);
  const name = utf16('WM/Picture');
  const described = [u16(1), u16(name.length), name, u16(1), u16(value.length), value];
  const library = [u16(1), u16(0), u16(0), u16(name.length), u16(1), u32(value.length), name, value];
  const inExtension = object('941c23449894d149a1411d134e457054', ...library);
  const extension = [Buffer.from('11d2d3aba9bacf118ee600c00c205365', 'hex'), u16(6), u32(inExtension.length)];
  const added =
    place === 'description'
      ? object('40a4d0d207e3d21197f000a0c95ea850', ...described)
      : object('b503bf5f2ea9cf118ee300c00c205365', ...extension, inExtension);
  wma.writeUInt32LE(wma.readUInt32LE(16) + added.length, 16);
  wma.writeUInt32LE(wma.readUInt32LE(24) + 1, 24);
  return Buffer.concat([wma.subarray(0, 30), added, wma.subarray(30)]);
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
  it.each(['hostile.mp3', 'hostile.flac', 'hostile.m4a', 'hostile.wma'])(
    'nothing beyond the end is named, of %s',
    async (name) => {
      const bytes = name.endsWith('.wma')
        ? await withAsfCover('library', images.get('png')!)
        : await tagged(name, 'png');
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
