/**
 * Which thumbnails a storyboard has. Its sheets have one place for each equal stretch of the video, as DASH and HLS require; a place shows the
 * first sync sample of its stretch, or where there is none the one before. So thumbnails cost no more than one frame each, and each is
 * decoded once. Pure.
 */
import { frameTime, type VideoTrack } from '../../../tracks/index.js';
import type { ImageRendition } from '../../rendition.js';
import { syncFrames } from './sync-frames.js';

type Grid = NonNullable<ImageRendition['grid']>;

const COLUMNS = 5;
const ROWS = 5;
/** A picture for each 15 seconds of an hour. */
const MAX_PLACES = 240;
/** In seconds: the shortest of them that needs no more places than `MAX_PLACES`. */
const STRETCHES = [2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1200, 3600];

/** How the sheets of a track are divided. */
export function sheetGrid(track: Pick<VideoTrack, 'end' | 'timescale'>): Grid {
  const shortest = track.end / track.timescale / MAX_PLACES;
  const seconds = STRETCHES.find((stretch) => stretch >= shortest) ?? Math.ceil(shortest);
  return { columns: COLUMNS, rows: ROWS, seconds };
}

/** How many sheets there are; none for a track without sync samples. */
export function sheetCount(track: VideoTrack, { columns, rows, seconds }: Grid): number {
  if (syncFrames(track).length === 0) return 0;
  return Math.ceil(placeCount(track, seconds) / (columns * rows));
}

/** The frame in each place of a sheet, row by row; the last sheet may have fewer. */
export function framesOfSheet(track: VideoTrack, { columns, rows, seconds }: Grid, sheet: number): number[] {
  const places = framesOfPlaces(track, seconds);
  return places.slice(sheet * columns * rows, (sheet + 1) * columns * rows);
}

/** A picture of a storyboard, and when it stands for the video, in seconds: from its own time to that of the next picture. */
export interface Thumbnail {
  readonly sheet: number;
  /** The place in its sheet, from 0. */
  readonly place: number;
  readonly start: number;
  readonly end: number;
}

/** The thumbnails in order, each at the first of the places that show it. */
export function storyboardThumbnails(track: VideoTrack, grid: Grid): readonly Thumbnail[] {
  const places = framesOfPlaces(track, grid.seconds);
  const firsts = places.flatMap((frame, place) => (frame === places[place - 1] ? [] : [place]));
  const timeOf = (place: number) => frameTime(track, places[place]!) / track.timescale;
  const perSheet = grid.columns * grid.rows;
  return firsts.map((place, i) => {
    const next = firsts[i + 1];
    const end = next === undefined ? track.end / track.timescale : timeOf(next);
    return { sheet: Math.floor(place / perSheet), place: place % perSheet, start: timeOf(place), end };
  });
}

function placeCount({ end, timescale }: VideoTrack, seconds: number): number {
  return Math.max(1, Math.ceil(end / timescale / seconds));
}

function framesOfPlaces(track: VideoTrack, seconds: number): number[] {
  const frames = syncFrames(track);
  let next = 0;
  return Array.from({ length: placeCount(track, seconds) }, (_, place) => {
    const [start, end] = [place, place + 1].map((edge) => edge * seconds * track.timescale) as [
      number,
      number,
    ];
    while (next < frames.length && frameTime(track, frames[next]!) < start) next++;
    const isWithin = next < frames.length && frameTime(track, frames[next]!) < end;
    return frames[isWithin ? next : Math.max(0, next - 1)]!;
  });
}
