/** Text in downloads of a real server: what ffmpeg and another server make of it. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFrames } from '../../encoder/produce/support/frame-hashes.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { bytesOf } from '../../support/hls-client.js';
import { generateMaster } from '../../support/masters.js';
import { type Origin, startTwins } from '../../support/origin.js';

/** Over the ends of segments, over one another, and beyond the end of the films. */
const GERMAN = `1
00:00:00,500 --> 00:00:01,250
Grüße & <i>Küsse</i> 你好 مرحبا 👋

2
00:00:01,250 --> 00:00:02,601
länger

3
00:00:02,000 --> 00:00:02,300
dazwischen

4
00:00:02,801 --> 01:00:00,000
Ende
`;
/** In ms; where cues overlap, a sample has both. */
const SHOWN = [
  [500, 1250, 'Grüße & <i>Küsse</i> 你好 مرحبا 👋'],
  [1250, 2000, 'länger'],
  [2000, 2300, 'länger\ndazwischen'],
  [2300, 2601, 'länger'],
] as const;

let first: Origin;
let second: Origin;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-download-text-'));
  await writeFile(join(folder, 'de.srt'), GERMAN);
  await writeFile(join(folder, 'en.vtt'), 'WEBVTT\n\n00:01.000 --> 00:02.000\nHello\n');
  const masters: Record<string, string> = {
    'film.mp4': await generateMaster('two-languages'),
    'own.mp4': await generateMaster('h264-24-gop2'),
  };
  for (const asset of ['film', 'own']) {
    masters[`${asset}.de.srt`] = join(folder, 'de.srt');
    masters[`${asset}.en.sdh.vtt`] = join(folder, 'en.vtt');
  }
  [first, second] = await startTwins({ masters, env: { ONPLAY_SEGMENT_MS: '2000' } });
});
afterAll(async () => {
  await second?.stop();
  await first?.stop();
  await rm(folder, { recursive: true, force: true });
});

const fileAt = (asset: string, query: string) =>
  `/${asset}.mp4?token=${first.token(asset, { download: true })}${query}`;
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

async function saved(name: string, bytes: Uint8Array): Promise<string> {
  await writeFile(join(folder, name), bytes);
  return join(folder, name);
}

const milliseconds = (time: string) => {
  const [hours, minutes, seconds] = time.replace(',', '.').split(':').map(Number);
  return Math.round(((hours! * 60 + minutes!) * 60 + seconds!) * 1000);
};

/** The cues that ffmpeg finds in a track, as SubRip, in which it ends lines within a cue by `\r\n`. */
async function cuesOf(path: string, track: number) {
  const words = ['-v', 'error', '-i', path, '-map', `0:s:${track}`, '-f', 'srt', 'pipe:1'];
  const blocks = (await runToolOrFail('ffmpeg', words)).toString().trim().split(/\n\n/);
  return blocks.map((block) => {
    const [, times = '', ...lines] = block.split(/\r?\n/);
    return [...times.split(' --> ').map(milliseconds), lines.join('\n')];
  });
}

interface Stream {
  readonly codec_name: string;
  readonly tags: Record<string, string>;
  readonly disposition: Record<string, number>;
}

async function streamsOf(path: string): Promise<readonly Stream[]> {
  const words = ['-v', 'error', '-show_streams', '-of', 'json', path];
  return JSON.parse((await runToolOrFail('ffprobe', words)).toString()).streams;
}

describe.each([
  ['fragmented', 'film', '&height=240&audio=de', 3000, 'deu'],
  ['plain', 'own', '', 12_000, 'und'],
] as const)('text in a %s file', (_, asset, query, end, audioLanguage) => {
  it('is read by ffmpeg, each cue at its time, beside the same video', async () => {
    const path = await saved(
      `${asset}.mp4`,
      await bytesOf(first.url + fileAt(asset, `${query}&text=de,english%20(sdh)`)),
    );
    const streams = await streamsOf(path);
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac', 'mov_text', 'mov_text']);
    expect(streams[1]!.tags['language']).toBe(audioLanguage);
    const names = streams
      .slice(2)
      .map(({ tags, disposition }) => [tags['language'], tags['handler_name'], disposition['default']]);
    expect(names).toEqual([
      ['deu', 'German', 1],
      ['eng', expect.stringContaining('English'), 0],
    ]);
    expect(await cuesOf(path, 0)).toEqual([...SHOWN, [2801, end, 'Ende']]);
    expect(await cuesOf(path, 1)).toEqual([[1000, 2000, 'Hello']]);
    const without = await saved(`${asset}-without.mp4`, await bytesOf(first.url + fileAt(asset, query)));
    expect(await hashFrames(path)).toEqual(await hashFrames(without));
  });

  it('has one hash, at another server and after any interruption, and another tag than the file without', async () => {
    const path = fileAt(asset, `${query}&text=de`);
    const whole = await bytesOf(first.url + path);
    const { headers } = await first.fetch(path, { method: 'HEAD' });
    expect(headers.get('content-length')).toBe(String(whole.byteLength));
    const plain = await first.fetch(fileAt(asset, query), { method: 'HEAD' });
    expect(plain.headers.get('etag')).not.toBe(headers.get('etag'));
    // Within the text, and behind it.
    for (const start of [whole.indexOf('dazwischen'), Math.floor(0.8 * whole.byteLength)]) {
      const rest = await second.fetch(path, { headers: { Range: `bytes=${start}-` } });
      expect([rest.status, rest.headers.get('etag')]).toEqual([206, headers.get('etag')]);
      const joined = Buffer.concat([whole.subarray(0, start), Buffer.from(await rest.arrayBuffer())]);
      expect(sha256(joined)).toBe(sha256(whole));
    }
  });
});

it('is refused in a file of audio alone', async () => {
  const path = fileAt('film', '&text=de').replace('.mp4', '.m4a');
  const response = await first.fetch(path);
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
    400,
    'query_invalid',
  ]);
});
