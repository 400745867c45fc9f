/** Assets of video alone, with silence beside it: a player that plays audio stands still where a part of a sequence has none. */
import type { MasterIndex } from '../masters/index.js';
import type { AudioTrack } from '../tracks/index.js';
import type { Asset } from './asset.js';

/** A track without samples is encoded as silence. Of no master: tracks of masters count from 0. */
const SILENCE: AudioTrack = {
  ...{ kind: 'audio', id: -1, file: 0, codec: 'none', timescale: 48_000, start: 0, end: 0 },
  samples: {
    ...{ count: 0, offsets: new Float64Array(), sizes: new Uint32Array() },
    ...{ times: new Float64Array(), sync: new Uint8Array() },
  },
  ...{ sampleDescription: new Uint8Array(), quickTime: false, sampleRate: 48_000, framesPerSample: 1 },
  ...{ channels: 2, language: 'und', name: '', enabled: true },
};

/** The index with a silent track, as if the master had one. */
export function silentIndex(index: MasterIndex): MasterIndex {
  const { outline } = index;
  return { ...index, audio: [SILENCE], ...(outline && { outline: { ...outline, audio: [SILENCE] } }) };
}

/** Live as long as the asset. */
const views = new WeakMap<Asset, Asset>();

/** The asset with silent audio if it has video and no audio; else the asset itself. Manifests of the asset alone have none of it. */
export function withSilence(asset: Asset): Asset {
  if (!asset.index.video || asset.ladder.audio.length > 0) return asset;
  const view = views.get(asset) ?? silentView(asset);
  views.set(asset, view);
  return view;
}

function silentView(asset: Asset): Asset {
  const { complete } = asset;
  const view = asset.treated({ silence: true });
  return complete ? { ...view, complete: async () => withSilence(await complete()) } : view;
}
