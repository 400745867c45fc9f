/** Rules 1 to 5: the HLS multivariant playlist, compared with its renditions. */
import { expect, it } from 'vitest';
import { frameRateOf } from './frame-rate.js';
import { groupedBy } from './grouped.js';
import { tagsNamed, tagValue } from './manifests.js';
import {
  type Manifests,
  type PlayedMaster,
  type PlayedRendition,
  renditionAt,
  type Variant,
} from './played-master.js';
import { measuredRate } from './rates.js';

const CELLULAR_BITRATE = 192_000;
/** Largest ratio of advertised to measured bandwidth once that is known. */
const CORRECTED_TOLERANCE = 1.1;

export function multivariantPlaylistRules(played: () => PlayedMaster): void {
  it('1: every variant declares the codecs, size and frame rate of its init segments and samples', () => {
    const { before } = played();
    expect(before.variants.length).toBeGreaterThan(0);
    for (const variant of before.variants) {
      const { main, audioRenditions } = combinationsOf(played(), before, variant);
      const codecs = new Set([main, ...audioRenditions].map(({ init }) => init.codecs));
      expect(new Set(variant.attributes.get('CODECS')?.split(','))).toEqual(codecs);
      expect(variant.attributes.get('RESOLUTION')).toBe(main.init.video?.size.join('x'));
      if (main.kind === 'audio') continue;
      expect(variant.attributes.get('FRAME-RATE')).toMatch(/^\d+\.\d{3}$/);
      const { rate, tolerance } = frameRateOf(main);
      expect(Math.abs(Number(variant.attributes.get('FRAME-RATE')) - rate)).toBeLessThan(tolerance);
    }
  });

  it('1: all video is of standard dynamic range, so no variant has VIDEO-RANGE', () => {
    for (const { attributes } of played().before.variants) expect(attributes.has('VIDEO-RANGE')).toBe(false);
    for (const { init } of played().renditions) {
      const [, , transfer = 1] = init.video?.colour ?? [];
      expect([16, 18]).not.toContain(transfer);
    }
  });

  it('2: before any segment is produced, no variant advertises less than the largest sum of its renditions', () => {
    for (const { declared, measured } of ratesOf(played(), played().before)) {
      expect(declared.peak).toBeGreaterThanOrEqual(measured.peak);
      expect(declared.average).toBeGreaterThanOrEqual(measured.average);
    }
  });

  it('3: when all segments are produced, the advertised bandwidths are at most 10% above the measured ones, never below', () => {
    for (const { declared, measured } of ratesOf(played(), played().after)) {
      expect(declared.peak).toBeGreaterThanOrEqual(measured.peak);
      expect(declared.peak).toBeLessThanOrEqual(CORRECTED_TOLERANCE * measured.peak);
      expect(declared.average).toBeGreaterThanOrEqual(measured.average);
      expect(declared.average).toBeLessThanOrEqual(CORRECTED_TOLERANCE * measured.average);
    }
  });

  it('4: every audio rendition of a group has a unique name, its language if there are several, and one is the default', () => {
    for (const members of groupsOf(played().before).values()) {
      const names = members.map(({ attributes }) => attributes.get('NAME'));
      expect(new Set(names).size).toBe(members.length);
      expect(names.every((name) => name && name.length > 0)).toBe(true);
      expect(members.filter(({ attributes }) => attributes.get('DEFAULT') === 'YES')).toHaveLength(1);
      if (members.length > 1)
        expect(members.every(({ attributes }) => attributes.has('LANGUAGE'))).toBe(true);
    }
  });

  it('4: every group has the same tracks, each as stereo AAC', () => {
    const groups = [...groupsOf(played().before).values()];
    const tracks = groups.map((members) => members.map(({ attributes }) => attributes.get('NAME')));
    for (const names of tracks) expect(names).toEqual(tracks[0]);
    for (const { url, attributes } of groups.flat()) {
      const { codecs, audio } = renditionAt(played(), url).init;
      expect([codecs, audio?.channels, attributes.get('CHANNELS')]).toEqual(['mp4a.40.2', 2, '2']);
    }
  });

  it('5: segments are declared independent, and EXT-X-VERSION is no higher than EXT-X-MEDIA needs', () => {
    const { hls } = played().before;
    expect(tagsNamed(hls, 'EXT-X-INDEPENDENT-SEGMENTS')).toHaveLength(1);
    expect(Number(tagValue(hls, 'EXT-X-VERSION'))).toBeLessThanOrEqual(4);
  });

  it('5: one variant is for cellular networks, at 192 kbit/s or less', () => {
    const rates = played().before.variants.map(({ attributes }) => Number(attributes.get('BANDWIDTH')));
    expect(Math.min(...rates)).toBeLessThanOrEqual(CELLULAR_BITRATE);
  });
}

/** Audio renditions by GROUP-ID. */
function groupsOf({ audioRenditions }: Manifests): ReadonlyMap<string, readonly Variant[]> {
  return groupedBy(audioRenditions, ({ attributes }) => attributes.get('GROUP-ID') ?? '');
}

interface Combinations {
  readonly main: PlayedRendition;
  /** The alternatives that play together with it; empty if the variant is audio-only. */
  readonly audioRenditions: readonly PlayedRendition[];
}

function combinationsOf(
  played: PlayedMaster,
  manifests: Manifests,
  { attributes, url }: Variant,
): Combinations {
  const main = renditionAt(played, url);
  const members = groupsOf(manifests).get(attributes.get('AUDIO') ?? '') ?? [];
  const audioRenditions = members.map((member) => renditionAt(played, member.url));
  return { main, audioRenditions: main.kind === 'audio' ? [] : audioRenditions };
}

function ratesOf(played: PlayedMaster, manifests: Manifests) {
  return manifests.variants.map((variant) => {
    const { main, audioRenditions } = combinationsOf(played, manifests, variant);
    const mainRate = measuredRate(main);
    const others = audioRenditions.map(measuredRate);
    return {
      declared: {
        peak: Number(variant.attributes.get('BANDWIDTH')),
        average: Number(variant.attributes.get('AVERAGE-BANDWIDTH')),
      },
      measured: {
        peak: mainRate.peak + Math.max(0, ...others.map(({ peak }) => peak)),
        average: mainRate.average + Math.max(0, ...others.map(({ average }) => average)),
      },
    };
  });
}
