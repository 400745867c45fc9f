/** An asset that is ready to be played: its master's index, the segment map, and its renditions by name. */
import {
  type AudioRendition,
  buildLadder,
  type Ladder,
  renditionKey,
  type VideoRendition,
  withPassthrough,
} from '../encoder/index.js';
import {
  type ByteSource,
  buildSegmentMap,
  type Master,
  type MasterIndex,
  type MediaFile,
  type SegmentMap,
  type SegmentMapOptions,
} from '../masters/index.js';
import type { AssetId } from '../shared/asset-id.js';

export type Rendition = VideoRendition | AudioRendition;

export interface Asset {
  readonly id: AssetId;
  readonly master: Master;
  readonly index: MasterIndex;
  readonly map: SegmentMap;
  readonly ladder: Ladder;
  /** The name of each rendition of the ladder in URLs, entity tags and logs; see `renditionKey`. */
  keyOf(rendition: Rendition): string;
  /** The rendition of that name in this version of the master. */
  renditionOf(key: string): Rendition | undefined;
  /**
   * Opens one of the index's files, by its place among them. To be closed by the caller.
   * @throws OnplayError `master_changed` when the master is no longer this version, `master_copy_missing`,
   *   `master_unreadable`.
   */
  openFile(file: number): Promise<ByteSource>;
}

/** What turns an index into an asset. */
export interface AssetOptions {
  readonly segmentMap: SegmentMapOptions;
  /** Of ffmpeg and its encoders. */
  readonly buildId: string;
  /** Whether the master's own pictures and sound may be the best renditions. */
  readonly passthrough: boolean;
  /** Opens the master or a file that was conformed from it. */
  readonly open: (media: MediaFile) => Promise<ByteSource>;
}

/** The asset of an index. Pure: the same index and options give renditions with the same names. */
export function createAsset(id: AssetId, master: Master, index: MasterIndex, options: AssetOptions): Asset {
  const { segmentMap, buildId, passthrough } = options;
  const encoded = buildLadder(index);
  const map = buildSegmentMap(index, encoded.audio[0]?.sampleRate ?? 48_000, segmentMap);
  const ladder = passthrough ? withPassthrough(encoded, index, map) : encoded;
  const keys = new Map<Rendition, string>();
  const renditions = new Map<string, Rendition>();
  for (const rendition of [...ladder.video, ...ladder.audio]) {
    const key = renditionKey({ masterVersion: master.version, rendition, segmentMap, buildId });
    keys.set(rendition, key);
    renditions.set(key, rendition);
  }
  return {
    id,
    master,
    index,
    map,
    ladder,
    keyOf: (rendition) => keys.get(rendition) ?? '',
    renditionOf: (key) => renditions.get(key),
    openFile: (file) => options.open(index.files[file] ?? { kind: 'master' }),
  };
}

/** How many segments a rendition has: sound may go on after the last picture. */
export function segmentCount(asset: Asset, rendition: Rendition): number {
  return rendition.kind === 'video' ? asset.map.videoCount : asset.map.count;
}

/**
 * Lends one of the asset's files to `use` and gives back what that gives. Afterwards the file is opened once more: in a
 * master that was written over meanwhile, whatever came of its bytes, good or bad, belongs to neither version.
 * @throws OnplayError what `openFile` throws, before and after; else what `use` throws.
 */
export async function withFile<T>(
  asset: Asset,
  file: number,
  use: (source: ByteSource) => Promise<T>,
): Promise<T> {
  const source = await asset.openFile(file);
  const [outcome] = await Promise.allSettled([use(source)]);
  await source.close();
  await (await asset.openFile(file)).close();
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}
