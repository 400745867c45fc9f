/** Captions that begin long after the first frames, as those of a programme behind a slate. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captionedMaster } from '../../support/captions/captioned-masters.js';
import { runToolOrFail } from '../../support/ffmpeg.js';
import { withMaster } from '../produce/support/master-under-test.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'onplay-late-captions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const ffmpeg = (...words: readonly string[]) => runToolOrFail('ffmpeg', ['-y', '-v', 'error', ...words]);

/** The frames of a captioned film without their captions, which are supplemental information (NAL units of type 6). */
async function slate(film: string): Promise<string> {
  const path = join(folder, 'slate.mp4');
  await ffmpeg('-i', film, '-map', '0:v', '-c', 'copy', '-bsf:v', 'filter_units=remove_types=6', path);
  return path;
}

test('are found where the frames of the master before have none', async () => {
  const film = await captionedMaster('film');
  const [list, path] = [join(folder, 'list.txt'), join(folder, 'late.mp4')];
  const plain = await slate(film);
  await writeFile(list, [plain, film].map((file) => `file '${file}'\n`).join(''));
  await ffmpeg('-f', 'concat', '-safe', '0', '-i', list, '-map', '0:v', '-c', 'copy', path);
  await withMaster(path, async ({ index, ladder }) => {
    expect(index.video?.captions).toEqual({ channels: [1], services: [1] });
    expect(ladder.video.every(({ captions }) => captions)).toBe(true);
  });
  await withMaster(plain, async ({ index }) => {
    expect(index.video?.captions).toBeUndefined();
  });
});
