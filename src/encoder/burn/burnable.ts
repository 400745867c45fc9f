/** Which tracks can be burned in, and when they show something. */
import type { TextTrack } from '../../tracks/index.js';

/** How Matroska names what ffmpeg's filters can draw. */
const CODEC_IDS: Readonly<Partial<Record<TextTrack['format']['codec'], string>>> = {
  ass: 'S_TEXT/ASS',
  subrip: 'S_TEXT/UTF8',
  hdmv_pgs_subtitle: 'S_HDMV/PGS',
};

/** The id of the track's codec in Matroska; undefined for a track that cannot be burned in. */
export function burnableCodecId({ format }: Pick<TextTrack, 'format'>): string | undefined {
  return CODEC_IDS[format.codec];
}

/** A display set of PGS without objects, which only clears the screen, has 30 bytes; with one, and a palette, more than this. */
const CLEARING_BYTES = 60;

/** When something is shown, as ranges [start, end) in milliseconds of the presentation, in the order of their starts. */
export function* shownTimes({ format, samples }: TextTrack): Generator<{ start: number; end: number }> {
  const { count, starts, ends, sizes } = samples;
  const isGraphics = format.codec === 'hdmv_pgs_subtitle';
  for (let i = 0; i < count; i++) {
    if (isGraphics && sizes[i]! <= CLEARING_BYTES) continue;
    yield { start: starts[i]!, end: isGraphics ? endOfSet({ starts, ends }, i) : ends[i]! };
  }
}

/** A display set of PGS is shown until the next one, whatever its container says. */
export function endOfSet(
  { starts, ends }: Pick<TextTrack['samples'], 'starts' | 'ends'>,
  set: number,
): number {
  return starts[set + 1] ?? ends[set]!;
}

export function isBurnable(track: Pick<TextTrack, 'format'>): boolean {
  return burnableCodecId(track) !== undefined;
}
