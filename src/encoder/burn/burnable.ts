/** Which tracks can be burned in, and when they show something. */
import type { TextTrack } from '../../tracks/index.js';
import type { BitmapFormat } from './bitmaps/bitmap-format.js';
import { dvbSubtitles } from './bitmaps/dvb-subtitles.js';
import { presentationGraphics } from './bitmaps/presentation-graphics.js';
import { vobSub } from './bitmaps/vobsub.js';
import type { BurnTrack } from './burn.js';

type Codec = TextTrack['format']['codec'];

const BITMAPS: Readonly<Partial<Record<Codec, BitmapFormat>>> = {
  hdmv_pgs_subtitle: presentationGraphics,
  dvd_subtitle: vobSub,
  dvb_subtitle: dvbSubtitles,
};

/** Text that ffmpeg's filters can draw. */
const TEXTS: ReadonlySet<Codec> = new Set<Codec>(['ass', 'subrip', 'webvtt', 'webvtt_webm', 'mov_text']);

/** Text that they cannot: its cues are read, and drawn as those of WebVTT are. */
const READ_AS_CUES: ReadonlySet<Codec> = new Set<Codec>(['wvtt', 'ttml', 'dvb_teletext', 'eia_608']);

/** What a sample of tx3g begins with: how long its text is. Without any, it fills the time between two others. */
const MOV_TEXT_LENGTH_BYTES = 2;

/** Undefined for text. */
export function bitmapFormatOf({ format }: Pick<TextTrack, 'format'>): BitmapFormat | undefined {
  return BITMAPS[format.codec];
}

export function isBurnable(track: Pick<TextTrack, 'format' | 'configuration'>): boolean {
  const { format, configuration } = track;
  // Its style is there alone.
  if (format.codec === 'mov_text' && configuration.byteLength === 0) return false;
  const isText = TEXTS.has(format.codec) || READ_AS_CUES.has(format.codec);
  return isText || bitmapFormatOf(track) !== undefined;
}

/** Whether ffmpeg is given not the samples of a track but its cues, for which all of it is read. */
export function isReadAsCues({ format }: Pick<TextTrack, 'format'>): boolean {
  return READ_AS_CUES.has(format.codec);
}

/** When something is shown, as ranges [start, end) in milliseconds of the presentation, in the order of their starts. */
export function* shownTimes(track: BurnTrack): Generator<{ start: number; end: number }> {
  const { count, starts, sizes } = track.samples;
  for (let i = 0; i < count; i++) {
    if (isClearing(track, sizes[i]!)) continue;
    yield { start: starts[i]!, end: endOfSample(track, i) };
  }
}

/** Whether a sample of so many bytes shows nothing. */
function isClearing(track: BurnTrack, bytes: number): boolean {
  if (track.format.codec === 'mov_text') return bytes <= MOV_TEXT_LENGTH_BYTES;
  return bitmapFormatOf(track)?.isClearing(bytes) === true;
}

/** Some bitmaps are shown until the next ones, whatever their container says. */
export function endOfSample(track: BurnTrack, sample: number): number {
  const { starts, ends } = track.samples;
  const next = bitmapFormatOf(track)?.isShownUntilNext ? starts[sample + 1] : undefined;
  return next ?? ends[sample]!;
}
