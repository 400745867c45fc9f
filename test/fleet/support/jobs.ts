/** Jobs of a made-up film, and the key that seals them. */
import { gainedAsset } from '../../../src/assets/audio-gain/gained-asset.js';
import { markedAsset } from '../../../src/assets/marks/marked-asset.js';
import { variantOf } from '../../../src/assets/variant.js';
import { FleetSeal } from '../../../src/fleet/fleet-seal.js';
import { type Job, jobOf } from '../../../src/fleet/jobs/job.js';
import type { JobResult } from '../../../src/fleet/jobs/result.js';
import { type SegmentRef, segmentRef } from '../../../src/segments/segment-ref.js';
import { madeUpAsset } from '../../segments/support/made-up-master.js';

export const FLEET_KEY = 'a key of a fleet, known to origins and workers';
export const seal = new FleetSeal(FLEET_KEY);
/** Of an attacker, or of another fleet. */
export const otherSeal = new FleetSeal('another key, which is not known to this fleet');

export const film = madeUpAsset('tenant/film');
const videoVariant = variantOf(film, film.ladder.video[0]!);
const audioVariant = variantOf(film, film.ladder.audio[0]!);

export function videoRef(segment: number | 'init' = 0): SegmentRef {
  return segmentRef(videoVariant, segment);
}

/** A segment of another film. */
export function segmentOfFilm(name: string, segment = 0): SegmentRef {
  const asset = madeUpAsset(name);
  return segmentRef(variantOf(asset, asset.ladder.video[0]!), segment);
}

export function audioRef(segment = 0): SegmentRef {
  return segmentRef(audioVariant, segment);
}

export function job(segment = 0): Job {
  return jobOf(videoRef(segment), { tenant: 'tenant', priority: 'demand', dueInMs: 0 });
}

/** Of a session with a mark in all segments. */
export function markedRef(segment = 0): SegmentRef {
  const view = markedAsset(film, [{ text: 'Anna', place: 'top', size: 4, opacity: 0.6 }]);
  return segmentRef(variantOf(view, view.ladder.video[0]!), segment);
}

/** The first sheet of thumbnails, and a frame for trick play, of the same session. */
export function markedStillRefs(): readonly SegmentRef[] {
  const { asset } = markedRef().variant;
  const thumbnails = asset.presentation.thumbnails!()!;
  const trick = asset.presentation.trickPlay!(asset.ladder.video[0]!.id)!;
  return [
    segmentRef(variantOf(asset, thumbnails.rendition), 0),
    segmentRef(variantOf(asset, trick.rendition), 1),
  ];
}

/** Of an insert that is 12 dB quieter than its master. */
export function gainedRef(segment = 0): SegmentRef {
  const quieter = gainedAsset(film, -12);
  return segmentRef(variantOf(quieter, quieter.ladder.audio[0]!), segment);
}

export const WORKER_ID = '0123456789abcdef';

export function resultOf(changes: Partial<JobResult> = {}): JobResult {
  return {
    worker: WORKER_ID,
    url: 'http://127.0.0.1:1/segments/s00',
    sha256: 'ab'.repeat(32),
    bytes: 719,
    timings: { queueMs: 1, feedMs: 2, encodeMs: 3, packageMs: 4 },
    slotMs: 9,
    ...changes,
  };
}
