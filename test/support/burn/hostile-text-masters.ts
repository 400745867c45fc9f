/** Films with text that is a trap: far too much of it, and fonts that are none. */
import { open, rm, writeFile } from 'node:fs/promises';
import { cachedMaster } from '../cached-master.js';
import { runToolOrFail } from '../ffmpeg.js';
import { burnMaster } from './burn-masters.js';
import { assScript } from './subtitled-masters.js';

const MEBIBYTE = 1024 * 1024;
const MAX_SIDECAR_BYTES = 16_000_000;
const CUES = 1_000_000;
const HUGE_FONT_BYTES = 50 * MEBIBYTE;
const TRUE_TYPE = Buffer.from([0, 1, 0, 0]);

/** Cues that are all shown from the beginning to 9 s. */
export const srtOf = (count: number): string =>
  Array.from({ length: count }, (_, i) => {
    const number = String(i).padStart(7, '0');
    return `${number}\n00:00:00,000 --> 00:00:09,000\n${number}\n\n`;
  }).join('');

export const assOf = (count: number): string =>
  assScript([...new Array(count)].map(() => 'Dialogue: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,x'));

/** As much of a text as a file beside a master may have. */
export const filled = (text: (count: number) => string): string =>
  text(Math.floor((MAX_SIDECAR_BYTES - text(0).length) / (text(1).length - text(0).length)));

/** The path of a film with a million cues in a track; treat it as read-only. */
export async function millionCuesMaster(): Promise<string> {
  const film = await burnMaster('SubRip in Matroska');
  return cachedMaster({
    ...{ name: 'million-cues', extension: 'mkv', recipe: [film, srtOf(1), `${CUES}`] },
    write: async (partial) => {
      const text = `${partial}.srt`;
      await writeFile(text, srtOf(CUES));
      const maps = ['-map', '0:v', '-map', '1:s', '-c:v', 'copy', '-c:s', 'subrip', '-f', 'matroska'];
      await runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-i', film, '-i', text, ...maps, partial]);
      await rm(text);
    },
  });
}

/** The path of a film with ASS, a font of 50 MB and one that is none; treat it as read-only. */
export async function badFontsMaster(): Promise<string> {
  const film = await burnMaster('SubRip in Matroska');
  const script = assScript(undefined, 'Broken');
  return cachedMaster({
    ...{ name: 'bad-fonts', extension: 'mkv', recipe: [film, script, `${HUGE_FONT_BYTES}`] },
    write: async (partial) => {
      const [text, huge, none] = [`${partial}.ass`, `${partial}.huge.ttf`, `${partial}.none.otf`];
      await writeFile(text, script);
      await writeFile(none, 'no font at all');
      await sparseFile(huge, TRUE_TYPE, HUGE_FONT_BYTES);
      const attach = [huge, none].flatMap((font, i) => [
        ...['-attach', font, `-metadata:s:t:${i}`, 'mimetype=font/sfnt'],
      ]);
      const maps = ['-map', '0:v', '-map', '1:s', '-c', 'copy', ...attach, '-f', 'matroska'];
      await runToolOrFail('ffmpeg', ['-v', 'error', '-y', '-i', film, '-i', text, ...maps, partial]);
      await Promise.all([text, huge, none].map((path) => rm(path)));
    },
  });
}

async function sparseFile(path: string, head: Uint8Array, size: number): Promise<void> {
  const file = await open(path, 'w');
  await file.write(head);
  await file.truncate(size);
  await file.close();
}
