/** How containers name the ways to have text. */
import type { TextStream } from '../../../demux/index.js';
import type { TextTrack } from '../../../tracks/index.js';

export type TextFormat = TextTrack['format'];

const MOVIE: Readonly<Record<string, TextFormat>> = {
  tx3g: { kind: 'text', codec: 'mov_text' },
  text: { kind: 'text', codec: 'mov_text' },
  wvtt: { kind: 'text', codec: 'wvtt' },
  stpp: { kind: 'text', codec: 'ttml' },
  c608: { kind: 'text', codec: 'eia_608' },
};

/** ISO/IEC 14496-12 names MPEG-4 systems here, of which it is the registered object type of subpictures of DVDs. */
const SYSTEMS = 'mp4s';
const SUBPICTURE = 0xe0;

const MATROSKA: Readonly<Record<string, TextFormat>> = {
  'S_TEXT/UTF8': { kind: 'text', codec: 'subrip' },
  'S_TEXT/ASCII': { kind: 'text', codec: 'subrip' },
  'S_TEXT/ASS': { kind: 'text', codec: 'ass' },
  'S_TEXT/SSA': { kind: 'text', codec: 'ass' },
  S_ASS: { kind: 'text', codec: 'ass' },
  S_SSA: { kind: 'text', codec: 'ass' },
  'S_TEXT/WEBVTT': { kind: 'text', codec: 'webvtt' },
  'D_WEBVTT/SUBTITLES': { kind: 'text', codec: 'webvtt_webm' },
  'D_WEBVTT/CAPTIONS': { kind: 'text', codec: 'webvtt_webm' },
  'S_HDMV/PGS': { kind: 'bitmap', codec: 'hdmv_pgs_subtitle' },
  S_VOBSUB: { kind: 'bitmap', codec: 'dvd_subtitle' },
  S_DVBSUB: { kind: 'bitmap', codec: 'dvb_subtitle' },
};

const TRANSPORT: Readonly<Record<TextStream['kind']['codec'], TextFormat>> = {
  PGS: { kind: 'bitmap', codec: 'hdmv_pgs_subtitle' },
  'DVB subtitles': { kind: 'bitmap', codec: 'dvb_subtitle' },
  teletext: { kind: 'text', codec: 'dvb_teletext' },
};

/**
 * By the four-character code of a sample entry; undefined for text that is not read.
 * @param objectType of its `esds` box, if it has one.
 */
export function movieTextFormat(code: string, objectType?: number): TextFormat | undefined {
  if (code === SYSTEMS && objectType === SUBPICTURE) return { kind: 'bitmap', codec: 'dvd_subtitle' };
  return Object.hasOwn(MOVIE, code) ? MOVIE[code] : undefined;
}

/** By a codec id (draft-ietf-cellar-codec); undefined for text that is not read. */
export function matroskaTextFormat(codecId: string): TextFormat | undefined {
  return Object.hasOwn(MATROSKA, codecId) ? MATROSKA[codecId] : undefined;
}

/** Of a stream of a transport stream. */
export function transportTextFormat(codec: TextStream['kind']['codec']): TextFormat {
  return TRANSPORT[codec];
}

/** Why text of a codec is not read. */
const UNREAD: Readonly<Record<string, string>> = {
  c708: 'captions of CEA-708 in a track of their own are not read',
  'S_HDMV/TEXTST': 'text of Blu-ray discs is not read',
  TextST: 'text of Blu-ray discs is not read',
  'S_TEXT/USF': 'USF is not read',
  S_KATE: 'Kate is not read',
};

/** @param codec as the container names it. */
export function unreadReason(codec: string): string {
  return (
    (Object.hasOwn(UNREAD, codec) ? UNREAD[codec] : undefined) ??
    `subtitles of this kind (${codec}) are not read`
  );
}
