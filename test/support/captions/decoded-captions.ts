/** What ffmpeg's decoder shows of captions in a file. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runToolOrFail } from '../ffmpeg.js';

export interface DecodedCaption {
  /** In milliseconds. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const TIMING = /(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)/;

/** The captions of a field of CEA-608. */
export async function decodedCaptions(
  media: Uint8Array,
  field: 'first' | 'second' = 'first',
): Promise<DecodedCaption[]> {
  const folder = await mkdtemp(join(tmpdir(), 'onplay-captions-'));
  try {
    await writeFile(join(folder, 'media'), media);
    const input = ['-data_field', field, '-f', 'lavfi', '-i', 'movie=media[out0+subcc]'];
    const args = ['-v', 'error', ...input, '-map', '0:s', '-c:s', 'srt', '-f', 'srt', 'pipe:1'];
    const srt = (await runToolOrFail('ffmpeg', args, { cwd: folder })).toString('utf8');
    return srt.split(/\n\s*\n/).flatMap(captionOf);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function captionOf(block: string): DecodedCaption[] {
  const [, timing = '', ...lines] = block.trim().split(/\r?\n/);
  const match = TIMING.exec(timing);
  if (!match) return [];
  const [start, end] = [match.slice(1, 5), match.slice(5)].map((parts) => {
    const [hours = 0, minutes = 0, seconds = 0, milliseconds = 0] = parts.map(Number);
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + milliseconds;
  });
  const text = lines
    .join(' ')
    .replaceAll(/<[^>]*>|\{[^}]*\}|\\h/g, '')
    .trim();
  return [{ start: start!, end: end!, text }];
}
