/** The tracks of a film by its outline, before its blocks are read. */
import {
  type MatroskaFile,
  type MatroskaOutline,
  readMatroskaOutline,
  type TrackSamples,
} from '../../../demux/index.js';
import type { TrackEntry } from '../../../matroska/index.js';
import { OnplayError } from '../../../shared/errors.js';
import type { ByteSource } from '../../../stores/index.js';
import { requireBoundedLeadIn } from '../../random-access/lead-in.js';
import type { IndexedTracks, IndexingContext } from '../tracks/indexed-tracks.js';
import { gridVideo } from './grid-video.js';

/** A film whose blocks are not read yet. */
export interface FilmToOutline {
  readonly source: ByteSource;
  readonly matroska: MatroskaFile;
  /** Those that may be played, video first. */
  readonly tracks: readonly TrackEntry[];
  /** Selects tracks and decodes their first samples. */
  readonly decode: (samples: readonly PromiseSettledResult<TrackSamples>[]) => Promise<IndexedTracks>;
}

interface OutlinedTracks {
  readonly tracks: IndexedTracks;
  /** See `Outline`. */
  readonly headFrames: number;
  readonly rate: MatroskaOutline['rate'];
}

/**
 * Returns the tracks as far as segments are cut by them; undefined for a film that is cut when its blocks are read. Whatever is wrong
 * with the film shows then, too.
 * @throws OnplayError about the moment.
 */
export async function outlineMatroska(
  film: FilmToOutline,
  { budget }: IndexingContext,
): Promise<OutlinedTracks | undefined> {
  try {
    const outline = await readMatroskaOutline(film.source, film.matroska.segment, film.tracks);
    if (!outline) return undefined;
    const { rate } = outline;
    const { video, ...others } = await film.decode(outline.tracks.map(fulfilled));
    const samples = video ? framesWithin(video, rate) : 0;
    if (!video || !budget.add({ kind: 'video', samples, tableBytes: 0 }, true)) return undefined;
    await budget.reserve();
    const whole = gridVideo(video, (rate.frameTicks * video.timescale) / rate.timescale);
    if (!whole) return undefined;
    requireBoundedLeadIn(whole.track);
    return { tracks: { ...others, video: whole.track }, headFrames: whole.headFrames, rate };
  } catch (error) {
    if (error instanceof OnplayError && error.about === 'subject') return undefined;
    throw error;
  }
}

function framesWithin(
  { start, end, timescale }: { readonly start: number; readonly end: number; readonly timescale: number },
  rate: MatroskaOutline['rate'],
): number {
  return Math.ceil(((end - start) / timescale) * (rate.timescale / rate.frameTicks));
}

function fulfilled(value: TrackSamples): PromiseFulfilledResult<TrackSamples> {
  return { status: 'fulfilled', value };
}
