/** An insert is as loud as the programme it is put into: measured in what a player is sent. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SERVER_TEST_MS } from '../../support/budgets.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { bytesOf } from '../../support/hls-client.js';
import { integratedLoudness } from '../../support/integrated-loudness.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { type PartUrls, readDashParts, readHlsParts } from '../../support/sequence-client.js';

/** Peak of the noise, of full scale: the loud one has 12 dB more than the programme, the soft one 6 dB less. */
const AMPLITUDES = { film: 0.2, loud: 0.8, soft: 0.1 };

let folder: string;
let origin: Origin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-loudness-'));
  const made = Object.entries(AMPLITUDES).map(async ([name, amplitude]) => {
    const path = join(folder, `${name}.mp4`);
    await generate(path, amplitude);
    return [`${name}.mp4`, path] as const;
  });
  origin = await startOrigin({
    masters: Object.fromEntries(await Promise.all(made)),
    env: { ONPLAY_SEGMENT_MS: '2000' },
  });
  // An insert that is not indexed in time is left out.
  for (const asset of Object.keys(AMPLITUDES))
    await bytesOf(`${origin.url}/${asset}.m3u8?token=${origin.token(asset)}`);
}, SERVER_TEST_MS);
afterAll(async () => {
  await origin?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Eight seconds of noise in stereo, which would be passed through as it is. */
async function generate(path: string, amplitude: number): Promise<void> {
  const noise = `anoisesrc=color=pink:seed=7:amplitude=${amplitude}:duration=8:sample_rate=48000`;
  const encode = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24', '-pix_fmt', 'yuv420p'];
  await runToolOrFail('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=24:duration=8'],
    ...['-f', 'lavfi', '-i', noise, ...encode, '-c:a', 'aac', '-b:a', '128k', '-ac', '2', path],
  ]);
}

const INSERTS = [
  { asset: 'loud', at: 'start' },
  { asset: 'soft', at: 'f100', start: 1.3, end: 6.9 },
] as const;

/** The parts of the best audio: an insert, half of the film, an insert, and the rest of the film. */
async function partsOf(format: 'hls' | 'dash'): Promise<readonly PartUrls[]> {
  const [extension, read] = format === 'hls' ? ['m3u8', readHlsParts] : ['mpd', readDashParts];
  const token = origin.token('film', { inserts: [...INSERTS] });
  const { audio } = await read(`${origin.url}/film.${extension}?token=${token}`);
  return audio.find(({ parts: [first] }) => first!.init.includes('/a1-128k-'))!.parts;
}

async function loudnessOf({ init, segments }: PartUrls): Promise<number> {
  const bytes = await Promise.all([init, ...segments].map(bytesOf));
  return integratedLoudness('pipe:0', Buffer.concat(bytes));
}

describe('inserts that are louder and quieter than the programme', { timeout: SERVER_TEST_MS }, () => {
  it('are played as they are at first, and as loud as it once all are measured', async () => {
    const [first] = await partsOf('hls');
    expect(first!.init).not.toContain('-gm');
    const [loud, film] = await Promise.all([first!, (await partsOf('hls'))[1]!].map(loudnessOf));
    expect(Math.abs(loud! - film! - 12)).toBeLessThan(1);
    await vi.waitFor(
      () => {
        const measured = origin.log.filter(({ msg }) => msg === 'loudness measured');
        expect(measured).toHaveLength(3);
      },
      { timeout: SERVER_TEST_MS, interval: 100 },
    );
    for (const format of ['hls', 'dash'] as const) {
      const parts = await partsOf(format);
      expect(parts).toHaveLength(4);
      const [insert, programme, other] = await Promise.all(parts.map(loudnessOf));
      expect(Math.abs(insert! - programme!)).toBeLessThan(1);
      expect(Math.abs(other! - programme!)).toBeLessThan(1);
    }
  });

  it('are at one URL for all viewers, which opens no other gain, and leave their assets as they are', async () => {
    const namesOf = (part: PartUrls) => part.segments.map((url) => new URL(url).pathname.split('/').slice(3));
    const [[one], [other]] = await Promise.all([partsOf('hls'), partsOf('dash')]);
    expect(namesOf(other!)).toEqual(namesOf(one!));
    const [segment] = one!.segments;
    expect(segment).toMatch(/\/a1-128k-gm1[12][05]-[0-9a-f]{16}\//);
    const changed = segment!.replace(/-gm\d+-/, '-gm95-');
    expect(await (await fetch(changed)).json()).toMatchObject({ code: 'version_gone' });
    const alone = await readHlsParts(`${origin.url}/loud.m3u8?token=${origin.token('loud')}`);
    for (const { parts } of alone.audio) expect(parts[0]!.init).not.toContain('-gm');
  });
});
