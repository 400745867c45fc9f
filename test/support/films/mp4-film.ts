/** Writes a long film as MP4, with a chunk of each track for each second, and the movie box at the end. */
import { ascii, box, moov, stsc, u32, u64 } from '../../masters/support/movie-boxes.js';
import { largeOffsets, numbers, sizes } from '../../masters/support/sample-tables.js';
import { type FilmFrame, type LongFilm, secondsOf } from './long-film.js';
import { FRAME_RATE, SAMPLE_RATE, SAMPLES_PER_FRAME, type SourceFilm } from './source-film.js';
import { SparseWriter } from './sparse-writer.js';

/** Ticks of a frame. */
const FRAME_TICKS = 512;
/** Frames from the first decode time to the first presentation time. */
const DELAY = 2;
const MOVIE_TIMESCALE = 1000;
const LARGE_HEADER_BYTES = 16;

/** What the tables say of the frames of a track. */
class TrackTables {
  readonly offsets: number[] = [];
  readonly framesInChunks: number[] = [];
  readonly sizes: number[] = [];
  /** Frames from decode to presentation, less the delay. */
  readonly reordering: number[] = [];
  /** Counted from 1. */
  readonly syncs: number[] = [];

  addChunk(offset: number, frames: readonly FilmFrame[]): void {
    this.offsets.push(offset);
    this.framesInChunks.push(frames.length);
    for (const { number, shown, size, isSync } of frames) {
      this.sizes.push(size);
      this.reordering.push(shown - number);
      if (isSync) this.syncs.push(number + 1);
    }
  }

  /** The tables of every track but those of times. */
  boxes(): Uint8Array[] {
    const runs = this.framesInChunks.flatMap((frames, i, all) =>
      frames === all[i - 1] ? [] : [[i + 1, frames, 1] as const],
    );
    return [
      sizes(this.sizes.length, (sample) => this.sizes[sample]!),
      stsc(...runs),
      largeOffsets(this.offsets),
    ];
  }
}

export function writeMp4Film(path: string, source: SourceFilm, film: LongFilm): void {
  const file = new SparseWriter(path);
  const [video, audio] = [new TrackTables(), new TrackTables()];
  file.write(box('ftyp', ascii('isom'), u32(0)));
  const mdatAt = file.position;
  file.write(mdatHeader(0));
  for (const second of secondsOf(source, film)) {
    for (const [tables, frames] of [[video, second.video] as const, [audio, second.audio] as const]) {
      tables.addChunk(file.position, frames);
      for (const { contents } of frames) file.write(...contents);
    }
  }
  file.rewrite(mdatHeader(file.position - mdatAt), mdatAt);
  file.write(movie(source, film, { video, audio }));
  file.close();
}

function mdatHeader(size: number): Uint8Array {
  return Buffer.concat([u32(1), ascii('mdat'), u64(Math.max(size, LARGE_HEADER_BYTES))]);
}

function movie(
  source: SourceFilm,
  { seconds }: LongFilm,
  { video, audio }: { video: TrackTables; audio: TrackTables },
): Uint8Array {
  const count = video.sizes.length;
  const compositionOffset = (sample: number) => (video.reordering[sample]! + DELAY) * FRAME_TICKS;
  return moov(MOVIE_TIMESCALE, [
    {
      ...{ trackId: 1, handler: 'vide', timescale: FRAME_RATE * FRAME_TICKS },
      edits: [{ duration: seconds * MOVIE_TIMESCALE, mediaTime: DELAY * FRAME_TICKS }],
      stsd: source.video.sampleDescription,
      tables: [
        numbers('stts', 1, [count, FRAME_TICKS]),
        numbers('ctts', count, (i) => (i % 2 === 0 ? 1 : compositionOffset(i >> 1)), 2),
        numbers('stss', video.syncs.length, video.syncs),
        ...video.boxes(),
      ],
    },
    {
      ...{ trackId: 2, handler: 'soun', timescale: SAMPLE_RATE },
      stsd: source.audio.sampleDescription,
      tables: [numbers('stts', 1, [audio.sizes.length, SAMPLES_PER_FRAME]), ...audio.boxes()],
    },
  ]);
}
