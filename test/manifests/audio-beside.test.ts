/** What manifests say of audio that lies beside the master. */
import { describe, expect, it } from 'vitest';
import { createAsset } from '../../src/assets/create-asset.js';
import type { StoredDub } from '../../src/assets/dubs/stored-dub.js';
import { sessionDescription } from '../../src/manifests/dash.js';
import { sessionPlaylist } from '../../src/manifests/hls.js';
import type { OfferedRenditions } from '../../src/manifests/offered-renditions.js';
import { toAssetId } from '../../src/shared/asset-id.js';
import { madeUpAsset, madeUpIndex, madeUpMaster, openNothing } from '../segments/support/made-up-master.js';

const spanish = madeUpAsset('film.es.m4a');

function dub(language: string, description: boolean): StoredDub {
  const name = `film.${language}${description ? '.ad' : ''}.m4a`;
  return {
    sidecar: {
      ...{ name, role: 'audio', format: 'm4a', language, description },
      ...{ forced: false, sdh: false, version: 'v1', size: 1 },
    },
    track: spanish.index.audio[0]!,
    asset: spanish,
  };
}

const film = createAsset(toAssetId('film'), madeUpMaster('film'), madeUpIndex(madeUpMaster('film')), {
  segmentMap: { targetSeconds: 4, firstSeconds: [2, 2] },
  ...{ buildId: 'build', passthrough: true, open: openNothing },
  dubs: [dub('en', true), dub('es', false)],
});
const { presentation, ladder } = film;
const idOf = (language: string) => ladder.audio.find((rendition) => rendition.language === language)!.trackId;
const bandwidthOf = () => ({ peak: 1, average: 1 });
const mpdOf = (decision: OfferedRenditions) => {
  const pieces = sessionDescription(presentation, decision, 'grant', bandwidthOf);
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece as Uint8Array))).toString();
};

describe('audio beside a master', () => {
  it('may be what HLS begins with, and descriptions are told apart', () => {
    const decision = { ...ladder, defaultAudio: idOf('es') };
    const lines = sessionPlaylist(presentation, decision, 'grant', bandwidthOf).split('\n');
    const best = lines.filter((line) => line.includes('GROUP-ID="audio-128k"'));
    expect(best.map((line) => /NAME="([^"]+)".*DEFAULT=(\w+)/.exec(line)?.slice(1))).toEqual([
      ['Audio 1', 'NO'],
      ['English (audio description)', 'NO'],
      ['Spanish', 'YES'],
    ]);
    expect(
      best.filter((line) => line.includes('CHARACTERISTICS="public.accessibility.describes-video"')),
    ).toEqual([best[1]]);
  });

  it('has a role in DASH, and the audio that is begun with is the first', () => {
    const decision = { ...ladder, defaultAudio: idOf('es') };
    const mpd = mpdOf(decision);
    const sets = mpd.split('<AdaptationSet').filter((set) => set.includes('contentType="audio"'));
    expect(
      sets.map((set) => [/lang="(\w+)"/.exec(set)?.[1], /role:2011" value="(\w+)"/.exec(set)?.[1]]),
    ).toEqual([
      ['es', 'main'],
      [undefined, 'alternate'],
      ['en', 'alternate'],
    ]);
    expect(sets.map((set) => set.includes('AudioPurposeCS:2007" value="1"'))).toEqual([false, false, true]);
  });

  it('is a dub in DASH where the master is begun with', () => {
    const decision = { ...ladder, defaultAudio: idOf('und') };
    const mpd = mpdOf(decision);
    expect([...mpd.matchAll(/role:2011" value="(\w+)"/g)].map(([, role]) => role)).toEqual([
      ...['main', 'main', 'alternate', 'dub'],
    ]);
  });
});
