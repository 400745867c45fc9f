/** An asset that is ready to be played: its master's index, the segment map, and its renditions by name. */
import { buildLadder } from '../../encoder/ladder/index.js';
import { renditionKey } from '../../encoder/recipe.js';
import type { AudioRendition, Ladder, VideoRendition } from '../../encoder/rendition.js';
import type { MasterIndex } from '../../masters/index/master-index.js';
import { buildSegmentMap, type SegmentMap, type SegmentMapOptions } from '../../masters/segment-map.js';
import type { ByteSource, Master } from '../../masters/stores/store.js';
import type { AssetId } from '../asset-id.js';

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
  /** Opens one of the index's files. To be closed by the caller. */
  openFile(file: number): Promise<ByteSource>;
}

/** What turns an index into an asset. */
export interface AssetOptions {
  readonly segmentMap: SegmentMapOptions;
  readonly buildId: string;
  /** Opens a file that was conformed from the master. */
  readonly openConformed: (index: MasterIndex, name: string) => Promise<ByteSource>;
}

export function createAsset(id: AssetId, master: Master, index: MasterIndex, options: AssetOptions): Asset {
  const ladder = buildLadder(index);
  const map = buildSegmentMap(index, ladder.audio[0]?.sampleRate ?? 48_000, options.segmentMap);
  const { segmentMap, buildId } = options;
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
    openFile: (file) => openFile(master, index, file, options),
  };
}

function openFile(
  master: Master,
  index: MasterIndex,
  file: number,
  options: AssetOptions,
): Promise<ByteSource> {
  const media = index.files[file];
  return media?.kind === 'conformed' ? options.openConformed(index, media.name) : master.open();
}

/** How many segments a rendition has: sound may go on after the last picture. */
export function segmentCount(asset: Asset, rendition: Rendition): number {
  return rendition.kind === 'video' ? asset.map.videoCount : asset.map.count;
}
