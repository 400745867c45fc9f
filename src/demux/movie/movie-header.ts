/** Reads the track headers in `moov`, except sample tables (ISO 14496-12 8.2 to 8.6). */
import { type Box, readMvhd, readTrex, type SampleDefaults } from '../../isobmff/index.js';
import { damaged } from '../../tracks/index.js';
import { masterBox } from '../master-boxes.js';
import { readTrackHeader, type TrackHeader } from './track-header.js';

export interface MovieHeader {
  /** Ticks per second of edit durations; 0 if there is no `mvhd`. */
  readonly timescale: number;
  readonly tracks: readonly TrackHeader[];
  /** By track id; they apply to samples of fragments that have no values of their own. */
  readonly sampleDefaults: ReadonlyMap<number, SampleDefaults>;
}

const MAX_TRACKS = 100;

/**
 * Reads a whole `moov` box. Tracks without a mandatory box are left out.
 * @throws OnplayError `master_damaged` when it cannot be read.
 */
export function readMovieHeader(moov: Uint8Array): MovieHeader {
  const movie = masterBox(moov);
  if (!movie) throw damaged('its movie header is cut short');
  const traks = movie.all('trak');
  if (traks.length > MAX_TRACKS) throw damaged('it has more than 100 tracks');
  const mvhd = movie.find('mvhd');
  return {
    timescale: mvhd ? readMvhd(mvhd).timescale : 0,
    tracks: traks.flatMap((trak, index) => readTrackHeader(trak, index) ?? []),
    sampleDefaults: readSampleDefaults(movie.find('mvex')),
  };
}

function readSampleDefaults(mvex: Box | undefined): ReadonlyMap<number, SampleDefaults> {
  const boxes = mvex?.all('trex').slice(0, MAX_TRACKS) ?? [];
  return new Map(
    boxes.map((trex) => {
      const { trackId, ...defaults } = readTrex(trex);
      return [trackId, defaults];
    }),
  );
}
