/** A master as in the server: indexed with the real ffmpeg, with its segment map and ladder. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EncoderSettings } from '../../../../src/encoder/encoder.js';
import { ProcessRegistry } from '../../../../src/encoder/ffmpeg/registry.js';
import { buildLadder } from '../../../../src/encoder/ladder/index.js';
import { mediaTools } from '../../../../src/encoder/remux/media-tools.js';
import { cadenceOf, type Ladder } from '../../../../src/encoder/rendition.js';
import type { MasterIndex } from '../../../../src/masters/master-index.js';
import {
  buildSegmentMap,
  type SegmentMap,
  type SegmentMapOptions,
} from '../../../../src/masters/segment-map/segment-map.js';
import { fileMaster } from '../../../../src/stores/file-master.js';
import type { ByteSource } from '../../../../src/stores/store.js';
import { indexMaster } from '../../../masters/support/index-master.js';
import { COMMAND_MS } from '../../../support/budgets.js';
import { ffmpegUnderTest } from '../../fixtures/ffmpeg-under-test.js';

export interface MasterUnderTest {
  readonly path: string;
  readonly index: MasterIndex;
  readonly map: SegmentMap;
  readonly ladder: Ladder;
  readonly settings: EncoderSettings;
  /** One of the index's files, open. */
  source(file: number): ByteSource;
  close(): Promise<void>;
}

export const SEGMENT_OPTIONS = { targetSeconds: 4, firstSeconds: [2, 2] };

/** An abort signal that never aborts. */
export const never = new AbortController().signal;

export async function testSettings(): Promise<EncoderSettings> {
  return {
    binary: await ffmpegUnderTest(),
    registry: new ProcessRegistry(),
    timeoutMs: COMMAND_MS,
    memoryBytes: 4 * 1024 ** 3,
    remuxMaxBytes: 1024 ** 3,
    copiesMaxBytes: 1024 ** 3,
  };
}

export interface OpenOptions extends Partial<SegmentMapOptions> {
  readonly settings?: Partial<EncoderSettings>;
}

/** Opens and indexes a master; close it after use. @throws the errors of indexing. */
export async function openMaster(path: string, options: OpenOptions = {}): Promise<MasterUnderTest> {
  const settings = { ...(await testSettings()), ...options.settings };
  const folder = await mkdtemp(join(tmpdir(), 'onplay-encoder-'));
  const copies = join(folder, 'copies');
  const master = await fileMaster('master', path);
  if (!master) throw new Error(`there is no file ${path}`);
  try {
    const index = await indexMaster(master, copies, mediaTools(settings), never);
    const ladder = buildLadder(index);
    const segmentMap = { ...SEGMENT_OPTIONS, ...options };
    const audioTimescale = ladder.audio[0]?.sampleRate ?? 48_000;
    const map = buildSegmentMap(index, audioTimescale, segmentMap, cadenceOf(ladder));
    const sources = await Promise.all(
      index.files.map(async (file) => {
        if (file.kind === 'master') return master.open();
        return (await fileMaster(file.name, join(copies, file.name)))!.open();
      }),
    );
    const close = async () => {
      for (const source of sources) await source.close();
      await rm(folder, { recursive: true, force: true });
    };
    return { path, index, map, ladder, settings, source: (file) => sources[file]!, close };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Runs `use` with an open master and closes it afterwards. */
export async function withMaster<T>(path: string, use: (master: MasterUnderTest) => Promise<T>): Promise<T> {
  const master = await openMaster(path);
  try {
    return await use(master);
  } finally {
    await master.close();
  }
}
