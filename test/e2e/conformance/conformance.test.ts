/** Checks all output for many kinds of masters against the standards' rules. Titles start with the number of the rule. */
import { extname } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { type EncodedKind, generateMaster } from '../../support/masters.js';
import { type Origin, startOrigin } from '../../support/origin.js';
import { partOf } from '../../support/part-of.js';
import { cmafRules } from './cmaf-rules.js';
import { dashRules } from './dash-rules.js';
import { frameRules } from './frame-rules.js';
import { mediaPlaylistRules } from './media-playlist-rules.js';
import { multivariantPlaylistRules } from './multivariant-playlist-rules.js';
import { type PlayedMaster, playMaster } from './played-master.js';
import { thumbnailRules } from './thumbnail-rules.js';
import { trickPlayRules } from './trick-play-rules.js';

const KINDS = partOf<EncodedKind>(
  [
    'h264-24-gop2',
    'h264-23976-irregular-gop',
    'h264-5994',
    'h264-vfr',
    'two-languages',
    'audio-only',
    'silent',
    'rotated-90',
    'anamorphic',
    'full-range',
    'hevc10-hdr',
    'late-video',
    'audio-longer',
    'audio-shorter',
  ],
  5,
);

let origin: Origin;

beforeAll(async () => {
  const masters: Record<string, string> = {};
  for (const kind of KINDS) {
    const path = await generateMaster(kind);
    masters[kind + extname(path)] = path;
  }
  origin = await startOrigin({ masters });
});
afterAll(() => origin?.stop());

describe.each(KINDS)('of the master %s', (kind) => {
  let master: PlayedMaster;
  const played = () => master;

  beforeAll(async () => {
    master = await playMaster(origin, kind, await generateMaster(kind));
  });

  describe('the HLS multivariant playlist', () => multivariantPlaylistRules(played));
  describe('the HLS media playlists', () => mediaPlaylistRules(played));
  describe('the MPD', () => dashRules(played));
  describe('the thumbnails', () => thumbnailRules(played));
  describe('trick play', () => trickPlayRules(played));
  describe('the CMAF segments', () => cmafRules(played));
  describe('the frames', () => frameRules(played, kind === 'late-video'));
});
