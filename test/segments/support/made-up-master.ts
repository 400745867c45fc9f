/** A master that is only an index: ten seconds of 720p at 25 frames per second, and stereo audio. */

import type { Asset } from '../../../src/assets/asset.js';
import { type AssetOptions, createAsset } from '../../../src/assets/create-asset.js';
import { INDEX_FORMAT, type MasterIndex } from '../../../src/masters/master-index.js';
import type { SegmentMapOptions } from '../../../src/masters/segment-map/segment-map.js';
import { toAssetId } from '../../../src/shared/asset-id.js';
import { gainSealOf } from '../../../src/shared/gain/gain-seal.js';
import type { ByteSource, Master } from '../../../src/stores/store.js';
import type { TextTrack } from '../../../src/tracks/text-track.js';
import type { AudioTrack, SampleTable, VideoTrack } from '../../../src/tracks/track.js';

const TIMESCALE = 90_000;
const FRAMES = 250;
const FRAME_TICKS = TIMESCALE / 25;
const SYNC_EVERY = 50;

const video: VideoTrack = {
  kind: 'video',
  id: 0,
  file: 0,
  codec: 'h264',
  timescale: TIMESCALE,
  start: 0,
  end: FRAMES * FRAME_TICKS,
  samples: sampleTable(FRAMES, FRAME_TICKS, SYNC_EVERY),
  sampleDescription: new Uint8Array(),
  quickTime: false,
  width: 1280,
  height: 720,
  pixelAspectRatio: { horizontal: 1, vertical: 1 },
  orientation: { mirrored: false, rotation: 0 },
  colour: { primaries: 1, transfer: 1, matrix: 1, fullRange: false },
  pixelFormat: 'yuv420p',
  bitDepth: 8,
  interlaced: false,
  orderUnknown: false,
  longestFrame: FRAME_TICKS,
  frames: Uint32Array.from({ length: FRAMES }, (_, i) => i),
};

const audio: AudioTrack = {
  kind: 'audio',
  id: 1,
  file: 0,
  codec: 'aac',
  timescale: 48_000,
  start: 0,
  end: 480_000,
  samples: sampleTable(469, 1024, 1),
  framesPerSample: 1,
  sampleDescription: new Uint8Array(),
  quickTime: false,
  sampleRate: 48_000,
  channels: 2,
  language: 'und',
  name: '',
  enabled: true,
};

function sampleTable(count: number, ticks: number, syncEvery: number): SampleTable {
  return {
    count,
    offsets: Float64Array.from({ length: count }, (_, i) => i),
    sizes: new Uint32Array(count).fill(1),
    times: Float64Array.from({ length: count }, (_, i) => i * ticks),
    sync: Uint8Array.from({ length: count }, (_, i) => (i % syncEvery === 0 ? 1 : 0)),
  };
}

/** The index of a master, as if it had been indexed. */
export function madeUpIndex(
  master: Pick<Master, 'asset' | 'version' | 'size'>,
  files: MasterIndex['files'] = [{ kind: 'master' }],
): MasterIndex {
  const { asset, version, size } = master;
  return {
    format: INDEX_FORMAT,
    asset,
    version,
    size,
    container: 'mp4',
    files,
    video,
    audio: [audio],
    text: [],
    chapters: [],
    attachments: [],
    ignored: [],
  };
}

/** A master without bytes; `open` may be one that fails. */
export function madeUpMaster(asset: string, version = 'v1', open = openNothing): Master {
  return { asset, version, size: 719, open };
}

/** Opens an empty file. */
export async function openNothing(): Promise<ByteSource> {
  return { size: 0, read: async () => new Uint8Array(), close: async () => undefined };
}

/** The asset of a made-up master: segments of 2, 2, 4 and 2 seconds. */
export function madeUpAsset(name = 'film', open: AssetOptions['open'] = openNothing): Asset {
  return assetOf(name, madeUpIndex(madeUpMaster(name)), open);
}

/** An asset like it with other frames, and its only sync sample at the beginning. @param options of its segment map. */
export function madeUpAssetAt(
  framesPerSecond: number,
  frames: number,
  options: SegmentMapOptions,
  name = 'film',
): Asset {
  const ticks = TIMESCALE / framesPerSecond;
  const index = madeUpIndex(madeUpMaster(name));
  const track: VideoTrack = {
    ...video,
    end: frames * ticks,
    samples: sampleTable(frames, ticks, frames),
    longestFrame: ticks,
    frames: Uint32Array.from({ length: frames }, (_, i) => i),
  };
  return assetOf(name, { ...index, video: track }, openNothing, options);
}

/** The same asset with a text track, which is shown for these ranges in milliseconds. */
export function madeUpSubtitledAsset(
  id: number,
  ranges: readonly (readonly [start: number, end: number])[],
): Asset {
  const track: TextTrack = {
    ...{ id, file: 0, format: { kind: 'text', codec: 'ass' }, language: 'de', name: '' },
    ...{ isDefault: false, isForced: false, isHearingImpaired: false, configuration: new Uint8Array() },
    samples: {
      count: ranges.length,
      offsets: new Float64Array(ranges.length),
      sizes: new Uint32Array(ranges.length).fill(100),
      starts: Float64Array.from(ranges, ([start]) => start),
      ends: Float64Array.from(ranges, ([, end]) => end),
    },
  };
  return assetOf('film', { ...madeUpIndex(madeUpMaster('film')), text: [track] }, openNothing);
}

/** An asset of which only the outline is known until `complete` resolves. */
export function madeUpOutlinedAsset(complete: () => Promise<Asset>): Asset {
  return { ...madeUpAsset(), complete };
}

/** The same asset without audio. */
export function madeUpSilentAsset(name = 'mute'): Asset {
  return assetOf(name, { ...madeUpIndex(madeUpMaster(name)), audio: [] }, openNothing);
}

/** The same asset without video. */
export function madeUpAudioAsset(name = 'talk'): Asset {
  const { video: _, ...index } = madeUpIndex(madeUpMaster(name));
  return assetOf(name, index, openNothing);
}

function assetOf(
  name: string,
  index: MasterIndex,
  open: AssetOptions['open'],
  segmentMap: SegmentMapOptions = { targetSeconds: 4, firstSeconds: [2, 2] },
): Asset {
  return createAsset(toAssetId(name), madeUpMaster(name), index, {
    segmentMap,
    buildId: 'build',
    fontsId: 'fonts',
    gainSeal: gainSealOf('0'.repeat(64)),
    passthrough: true,
    open,
  });
}
