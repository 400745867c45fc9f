/** Segments of text, from files beside a master. Its segments last 2, 2, 4 and 2 seconds. */
import { describe, expect, it } from 'vitest';
import { clipOf } from '../../../src/assets/index.js';
import { testSegments } from '../support/segments.js';
import { textAsset } from '../support/text-asset.js';

const HEAD = 'WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000\n';

const SRT = `1
00:00:00,500 --> 00:00:01,250
Grüße & <i>Küsse</i> 你好 مرحبا 👋

2
00:00:01,900 --> 00:00:04,001
over two ends
of segments
`;

async function segmentsOf(asset: ReturnType<typeof textAsset>, names: readonly number[]): Promise<string[]> {
  const { ask } = testSegments({ asset });
  const all = await Promise.all(names.map((name) => ask(name, asset.ladder.text[0]!).answer));
  return all.map(({ bytes }) => Buffer.from(bytes).toString());
}

describe('a segment of text', () => {
  it('has every cue that is shown within it, whole and escaped', async () => {
    const [first, second, third, last] = await segmentsOf(
      textAsset({ name: 'en.srt', text: SRT }),
      [0, 1, 2, 3],
    );
    const over = '00:00:01.900 --> 00:00:04.001\nover two ends\nof segments\n';
    expect(first).toBe(
      `${HEAD}\n00:00:00.500 --> 00:00:01.250\nGrüße &amp; <i>Küsse</i> 你好 مرحبا 👋\n\n${over}\n`,
    );
    expect([second, third]).toEqual([`${HEAD}\n${over}\n`, `${HEAD}\n${over}\n`]);
    expect(last).toBe(`${HEAD}\n`);
  });

  it('is empty where the file is, and an empty file is no failure', async () => {
    expect(await segmentsOf(textAsset({ name: 'en.vtt', text: '' }), [0, 3])).toEqual([
      `${HEAD}\n`,
      `${HEAD}\n`,
    ]);
  });

  it('is unknown beyond the last, and there is no init segment', async () => {
    const asset = textAsset({ name: 'en.srt', text: SRT });
    const { ask } = testSegments({ asset });
    for (const name of [4, 'init'] as const)
      await expect(ask(name, asset.ladder.text[0]!).answer).rejects.toMatchObject({
        code: 'segment_unknown',
      });
  });

  it('takes no encode, and the file is read once for all of them', async () => {
    let opened = 0;
    const asset = textAsset({ name: 'en.srt', text: SRT, onOpen: () => opened++ });
    const { ask, encoder } = testSegments({ asset });
    const [text] = asset.ladder.text;
    await Promise.all([0, 1, 2].map((name) => ask(name, text!).answer));
    await ask(3, text!).answer;
    expect([opened, encoder.names]).toEqual([1, []]);
  });

  it('is asked for again where the file was replaced meanwhile', async () => {
    const asset = textAsset({ name: 'en.srt', text: SRT });
    const { ask } = testSegments({ asset: { ...asset, sidecars: [] } });
    const text = asset.ladder.text[0]!;
    await expect(ask(0, text).answer).rejects.toMatchObject({ code: 'sidecar_changed', about: 'moment' });
  });

  it('has its own of twenty thousand cues, of which none is lost', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => {
      const [start, end] = [i / 2, i / 2 + 1].map((ms) =>
        (Math.floor(ms) / 1000).toFixed(3).padStart(6, '0'),
      );
      return `00:${start} --> 00:${end}\ncue ${i}.\n`;
    });
    const asset = textAsset({ name: 'en.vtt', text: `WEBVTT\n\n${lines.join('\n')}` });
    const segments = await segmentsOf(asset, [0, 1, 2, 3]);
    const found = segments.map((text) => [...text.matchAll(/^cue (\d+)\.$/gm)].map(([, n]) => Number(n)));
    expect(new Set(found.flat()).size).toBe(20_000);
    for (const numbers of found) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    // Two a millisecond: 4000 begin in the first two seconds.
    expect(found[0]).toHaveLength(4000);
  });

  it('is bounded where all of a large text is shown all the time, and that is said once', async () => {
    const cue = `00:00.000 --> 01:00:00.000\n${'&'.repeat(4000)}\n`;
    const asset = textAsset({ name: 'en.vtt', text: `WEBVTT\n\n${`${cue}\n`.repeat(1000)}` });
    const { ask, logged } = testSegments({ asset });
    for (const name of [0, 1, 2, 3]) {
      const { bytes } = await ask(name, asset.ladder.text[0]!).answer;
      expect(bytes.length).toBeLessThan(1.1 * 1024 * 1024);
      // Whole cues, of which each has five times the characters when it is written.
      expect(Buffer.from(bytes).toString().match(/&amp;/g)!.length).toBe(52 * 4000);
    }
    expect(logged('text is not shown as it was written')).toMatchObject([
      { rendition: 't-en', problems: [{ code: 'segment_cut' }] },
    ]);
  });

  it('is bounded in a clip too', async () => {
    const cue = `00:00.000 --> 01:00:00.000\n${'&'.repeat(4000)}\n`;
    const whole = textAsset({ name: 'en.vtt', text: `WEBVTT\n\n${`${cue}\n`.repeat(1000)}` });
    const { ask, asset, logged } = testSegments({ asset: clipOf(whole, { first: 60, end: 190 }) });
    const { bytes } = await ask(1, asset.ladder.text[0]!).answer;
    expect(Buffer.from(bytes).toString().match(/&amp;/g)!.length).toBe(52 * 4000);
    expect(logged('text is not shown as it was written')).toMatchObject([
      { problems: [{ code: 'segment_cut' }] },
    ]);
  });

  it('says in the log what of the file is not shown as it was written', async () => {
    const text = Buffer.from(SRT.replace('你好 مرحبا 👋', 'aus München, schöne'), 'latin1');
    const asset = textAsset({ name: 'en.srt', text });
    const { ask, logged } = testSegments({ asset });
    const { bytes } = await ask(0, asset.ladder.text[0]!).answer;
    expect(Buffer.from(bytes).toString()).toContain('Grüße &amp; <i>Küsse</i> aus München, schöne');
    expect(logged('text is not shown as it was written')).toMatchObject([
      { asset: 'film', rendition: 't-en', problems: [{ code: 'character_set_guessed' }] },
    ]);
  });
});
