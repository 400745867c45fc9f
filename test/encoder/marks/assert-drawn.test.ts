/** ffmpeg says so where it draws no text for want of a font, and not where only a glyph is missing. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assertDrawn } from '../../../src/encoder/marks/assert-drawn.js';
import { canvasOf, scriptBlock, scriptHeader, scriptLines } from '../../../src/encoder/marks/mark-script.js';
import { subtitleFile } from '../../../src/matroska/index.js';
import { runTool } from '../../support/ffmpeg.js';

const SIZE = { width: 320, height: 180 };
const DEJAVU = '/usr/share/fonts/truetype/dejavu';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-drawn-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What ffmpeg says when it draws a mark with the fonts of a folder, and the pixels. */
async function drawn(text: string, fonts: string) {
  const canvas = canvasOf(SIZE);
  const mark = { text, place: 'top', size: 10, opacity: 1 } as const;
  const blocks = scriptLines([mark], { start: 0, end: 1000 }, canvas).map((line, order) => ({
    ...{ start: line.start, duration: line.end - line.start },
    bytes: Buffer.from(scriptBlock(line, order)),
  }));
  const format = { codecId: 'S_TEXT/ASS', codecPrivate: Buffer.from(scriptHeader(canvas)) };
  const [script, configuration] = [join(folder, 'marks.mkv'), join(folder, 'fonts.conf')];
  await writeFile(script, subtitleFile(format, blocks));
  await writeFile(configuration, `<?xml version="1.0"?><fontconfig><dir>${fonts}</dir></fontconfig>`);
  const source = `color=c=black:s=${SIZE.width}x${SIZE.height}:r=1:d=1`;
  const filters = `subtitles=filename=${script},format=gray`;
  const args = ['-loglevel', 'level+warning', '-f', 'lavfi', '-i', source, '-vf', filters];
  const env = { PATH: process.env['PATH'] ?? '', FONTCONFIG_FILE: configuration };
  const { stdout, stderr } = await runTool('ffmpeg', [...args, '-f', 'rawvideo', 'pipe:1'], { env });
  return { stderr, isSeen: stdout.some((luma) => luma > 100) };
}

describe('a mark', () => {
  it('that is drawn is seen, also one of which a glyph is missing', async () => {
    for (const text of ['Anna', 'Anna \u{1d306}\u{12000}']) {
      const { stderr, isSeen } = await drawn(text, DEJAVU);
      expect([text, isSeen]).toEqual([text, true]);
      expect(() => assertDrawn(stderr)).not.toThrow();
    }
  });

  it('that is not drawn, since there is no font, is an error', async () => {
    const { stderr, isSeen } = await drawn('Anna', join(folder, 'none'));
    expect(isSeen).toBe(false);
    expect(() => assertDrawn(stderr)).toThrow(/^segment_invalid/);
  });
});
