import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { generateMaster } from '../support/masters.js';
import { cliInFolder } from './support/run-cli.js';

const cli = cliInFolder();
let master: string;
beforeAll(async () => {
  master = await generateMaster('two-languages');
});
beforeEach(async () => {
  await mkdir(cli.path('masters', 'films'), { recursive: true });
  await copyFile(master, cli.path('masters', 'films', 'two.mp4'));
});

describe('onplay inspect', () => {
  it.each(['films/two', 'masters/films/two.mp4'])('describes an asset or a file: %s', async (name) => {
    const { code, stdout, stderr } = await cli.run(['inspect', name]);
    expect([code, stderr]).toStrictEqual([0, '']);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^(?:films\/)?two: mp4, \d+ bytes, [\d.]+ s$/);
    expect(lines.filter((line) => line.startsWith('video  '))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('audio  '))).toHaveLength(2);
    expect(lines.some((line) => /^\d+ segments, target duration \d+ s, starting at 0\.000 /.test(line))).toBe(
      true,
    );
    expect(lines.some((line) => /^v\d+ +\d+x\d+ avc1\.[0-9a-f]{6} [\d.]+ fps up to /.test(line))).toBe(true);
    expect(lines.some((line) => /^a\d+-\d+k +mp4a\.40\.2 .*, \d+ kbit\/s, advertised /.test(line))).toBe(
      true,
    );
  });

  it.each(['films/two', 'masters/films/two.mp4'])(
    'names what belongs to %s, and what is not used',
    async (name) => {
      const spanish = await generateMaster('audio-only');
      await copyFile(spanish, cli.path('masters', 'films', 'two.es.m4a'));
      await writeFile(cli.path('masters', 'films', 'two.en.sdh.vtt'), 'WEBVTT\n');
      await writeFile(cli.path('masters', 'films', 'two.english.vtt'), 'WEBVTT\n');
      await writeFile(
        cli.path('masters', 'films', 'two.json'),
        JSON.stringify({ title: 'Two', chapters: [{ start: 0, title: 'One' }], max_height: 480 }),
      );
      const { stdout } = await cli.run(['inspect', name]);
      const lines = stdout.split('\n');
      expect(lines).toContain('title Two, 1 chapter, at most 480p');
      expect(lines).toContain('beside text two.en.sdh.vtt, en, for viewers who do not hear well, 7 bytes');
      expect(lines.some((line) => /^beside audio two\.es\.m4a, es, \d+ bytes$/.test(line))).toBe(true);
      expect(lines.some((line) => /^a-es-128k mp4a\.40\.2 Spanish/.test(line))).toBe(true);
      expect(
        lines.some((line) => line.startsWith('"two.english.vtt" is not used: its name has a part')),
      ).toBe(true);
    },
  );

  it('reads the texts, and says what of them is not shown', async () => {
    const text = 'WEBVTT\n\n00:03.000 --> 00:02.000\nBack\n';
    await writeFile(cli.path('masters', 'films', 'two.en.vtt'), text);
    const { stdout } = await cli.run(['inspect', 'films/two']);
    expect(stdout.split('\n')).toContain(
      '"two.en.vtt" is not shown as it was written: Cues that end before they begin, or at once, are left out (in line 3)',
    );
  });

  it('prints the full description as JSON', async () => {
    const { code, stdout } = await cli.run(['inspect', 'films/two', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      asset: 'films/two',
      container: 'mp4',
      remuxed: false,
      video: { codec: 'h264' },
      segmentMap: { count: expect.any(Number), startSeconds: expect.any(Array) },
      ladder: expect.arrayContaining([expect.objectContaining({ kind: 'video', key: expect.any(String) })]),
    });
  });

  it('works without a usable token key, as it verifies no tokens', async () => {
    const { code } = await cli.run(['inspect', 'films/two'], { ONPLAY_TOKEN_JWKS: 'there-is-none.json' });
    expect(code).toBe(0);
  });

  it('exits cleanly when the reader closes the output early', async () => {
    const running = cli.start(['inspect', 'films/two', '--json']);
    running.process.stdout?.destroy();
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toStrictEqual([0, '']);
  });

  it.each([
    ['films/three', 'There is no master of this name.'],
    ['notes.mp4', 'not audio or video'],
    ['../two', 'cannot be the name of an asset'],
    ['~draft.mp4', 'has a name that no asset can have'],
  ])('explains in one sentence why it cannot inspect: %s', async (name, message) => {
    await writeFile(cli.path('notes.mp4'), 'These are notes and no film, whatever they are called.');
    await writeFile(cli.path('~draft.mp4'), '');
    const { code, stdout, stderr } = await cli.run(['inspect', name]);
    expect([code, stdout]).toStrictEqual([1, '']);
    expect(stderr).toMatch(/^onplay: .*\n$/);
    expect(stderr).toContain(message);
  });
});
