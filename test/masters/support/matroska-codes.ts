/** The errors that reading a Matroska file of a few kilobytes gives. */
import { expect } from 'vitest';
import { mp4Description } from '../../../src/demux/matroska/descriptions/mp4-description.js';
import { readMatroska, readMatroskaSamples } from '../../../src/demux/matroska/read-matroska.js';
import { OnplayError } from '../../../src/shared/errors.js';
import type { ByteSource } from '../../../src/stores/store.js';
import { IndexBudget } from '../../../src/tracks/index-budget.js';
import { storedSize } from '../../../src/tracks/samples/stored-samples.js';
import { inMemory } from './byte-source.js';
import { codeOf } from './errors.js';

/** What a file may be refused for. */
export const MATROSKA_CODES = [
  ...['master_damaged', 'master_truncated', 'master_not_media', 'master_without_tracks'],
  ...['master_too_complex', 'master_duration_unsupported', 'master_encrypted', 'master_codec_unsupported'],
  ...['master_dimensions_unsupported', 'master_audio_unsupported'],
];

/** The errors of a file and of its tracks, whose samples are within the file. @throws other errors, and for too many reads. */
export async function matroskaCodes(file: Buffer, mostReads = 2000): Promise<string[]> {
  const source = failingAfter(inMemory(file), mostReads);
  const read = await readMatroska(source).catch(codeOrThrow);
  if (typeof read === 'string') return [read];
  const { tracks } = read.segment;
  const samples = await readMatroskaSamples(source, read, tracks, new IndexBudget()).catch(codeOrThrow);
  if (typeof samples === 'string') return [samples];
  const codes: string[] = [];
  for (const [i, track] of samples.tracks.entries()) {
    if (track.status === 'rejected') codes.push(codeOrThrow(track.reason));
    else {
      const { table } = track.value;
      for (let n = 0; n < table.count; n++)
        if (table.offsets[n]! + storedSize(table, n) > file.length)
          expect.fail('a sample is not in the file');
    }
    codes.push((await codeOf(() => mp4Description(tracks[i]!, Buffer.alloc(16, 0x86)))) ?? 'none');
  }
  return codes.filter((code) => code !== 'none');
}

/** A source whose reads fail after some. */
export function failingAfter(source: ByteSource, reads: number): ByteSource {
  let left = reads;
  return {
    ...source,
    read: async (offset, length) => {
      left--;
      if (left < 0) throw new Error('unreadable');
      return source.read(offset, length);
    },
  };
}

function codeOrThrow(error: unknown): string {
  if (error instanceof OnplayError) return error.code;
  throw error;
}
