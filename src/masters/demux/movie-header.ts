/** Reads the track headers in `moov`, except sample tables (ISO 14496-12 8.2 to 8.6). */
import { damaged } from '../refusals.js';
import { boxesIn } from './boxes.js';
import { Fields } from './fields.js';
import { ParentBox } from './parent-box.js';
import { readTrackHeader, type TrackHeader } from './track-header.js';

export interface MovieHeader {
  /** Ticks per second of edit durations; 0 if there is no `mvhd`. */
  readonly timescale: number;
  readonly tracks: readonly TrackHeader[];
  /** By track id; they apply to samples of fragments that have no values of their own. */
  readonly sampleDefaults: ReadonlyMap<number, SampleDefaults>;
}

/** `trex` (ISO 14496-12 8.8.3). */
export interface SampleDefaults {
  readonly description: number;
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

const MAX_TRACKS = 100;

/**
 * Reads a whole `moov` box. Spans in the result are offsets into `moov`. Tracks without a mandatory box are left out.
 * @throws OnplayError `master_damaged` when it cannot be read.
 */
export function readMovieHeader(moov: Uint8Array): MovieHeader {
  const [box] = boxesIn(moov);
  if (!box) throw damaged('its movie header is cut short');
  const movie = new ParentBox(moov, box);
  const traks = movie.children('trak');
  if (traks.length > MAX_TRACKS) throw damaged('it has more than 100 tracks');
  return {
    timescale: readTimescale(movie.fields('mvhd')),
    tracks: traks.flatMap((trak, index) => readTrackHeader(trak, index) ?? []),
    sampleDefaults: readSampleDefaults(movie.child('mvex')),
  };
}

/** `mvhd` (8.2.2). */
function readTimescale(fields: Fields | undefined): number {
  if (!fields) return 0;
  fields.skip(fields.version === 1 ? 16 : 8);
  return fields.u32();
}

function readSampleDefaults(mvex: ParentBox | undefined): ReadonlyMap<number, SampleDefaults> {
  const defaults = new Map<number, SampleDefaults>();
  for (const { bytes, span } of mvex?.children('trex').slice(0, MAX_TRACKS) ?? []) {
    const fields = new Fields(bytes, span);
    defaults.set(fields.u32(), {
      description: fields.u32(),
      duration: fields.u32(),
      size: fields.u32(),
      flags: fields.u32(),
    });
  }
  return defaults;
}
