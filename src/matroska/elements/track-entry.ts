import type { MasterElement } from '../ebml/read-element.js';
import { type AudioDescription, readAudio } from './audio.js';
import { type ContentEncoding, readContentEncodings } from './content-encodings.js';
import { decoderEntry } from './decoder-entry.js';
import { ID } from './ids.js';
import { readLanguage } from './language.js';
import { readVideo, type VideoDescription } from './video.js';

export interface TrackEntry {
  /** By which blocks refer to the track; at least 1. */
  readonly number: number;
  readonly type: 'video' | 'audio' | 'text' | 'other';
  /** Such as `V_MPEG4/ISO/AVC` (draft-ietf-cellar-codec). */
  readonly codecId: string;
  /** With what header stripping took from it; empty if there is none. A copy. */
  readonly codecPrivate: Uint8Array;
  /** What a decoder needs to know, as the contents of a track entry; see `decoderEntry`. */
  readonly decoderEntry: Uint8Array;
  /** BCP 47, or `und`. */
  readonly language: string;
  /** Empty if there is none. */
  readonly name: string;
  readonly isEnabled: boolean;
  /** Whether a player that knows no preference selects it. */
  readonly isDefault: boolean;
  readonly isForced: boolean;
  /** Whether it is for those who cannot hear. */
  readonly isHearingImpaired: boolean;
  /** Nanoseconds of a frame, rounded; absent where frames differ, and in most files for audio. */
  readonly defaultDuration?: number;
  /** Nanoseconds that the timestamps are too late, as what a decoder outputs first is not to be presented. */
  readonly codecDelay: number;
  /** Nanoseconds to decode before what is presented after a seek. */
  readonly seekPreRoll: number;
  readonly video?: VideoDescription;
  readonly audio?: AudioDescription;
  /** Absent if frames are stored as they are. */
  readonly encoding?: ContentEncoding;
}

const TYPES: Readonly<Record<number, TrackEntry['type']>> = { 1: 'video', 2: 'audio', 17: 'text' };

/**
 * RFC 9559 5.1.4.1 TrackEntry, of 5.1.4 Tracks
 *
 *     TrackNumber       unsigned
 *     TrackType         unsigned  1: video; 2: audio; 17: subtitle; and others
 *     FlagEnabled       unsigned  1
 *     FlagDefault       unsigned  1
 *     FlagForced        unsigned  0
 *     FlagHearingImpaired  unsigned  0
 *     DefaultDuration   unsigned  optional
 *     Name              UTF-8     optional
 *     Language, LanguageBCP47  see `readLanguage`
 *     CodecID           string
 *     CodecPrivate      binary    optional
 *     CodecDelay        unsigned  0
 *     SeekPreRoll       unsigned  0
 *     Video, Audio, ContentEncodings  master
 *
 * Undefined for an entry without a number or a codec.
 */
export function readTrackEntry(track: MasterElement): TrackEntry | undefined {
  const number = track.unsigned(ID.trackNumber, 0);
  const codecId = track.text(ID.codecId, '');
  if (number === 0 || codecId === '') return undefined;
  const encoding = encodingOf(track);
  const codecPrivate = codecPrivateOf(track, encoding);
  const defaultDuration = track.unsigned(ID.defaultDuration, 0);
  return {
    number,
    type: TYPES[track.unsigned(ID.trackType, 0)] ?? 'other',
    codecId,
    codecPrivate,
    decoderEntry: decoderEntry(track, { codecId, codecPrivate }, encoding),
    language: readLanguage(track),
    name: track.text(ID.name, ''),
    isEnabled: track.unsigned(ID.flagEnabled, 1) !== 0,
    isDefault: track.unsigned(ID.flagDefault, 1) !== 0,
    isForced: track.unsigned(ID.flagForced, 0) !== 0,
    isHearingImpaired: track.unsigned(ID.flagHearingImpaired, 0) !== 0,
    ...(defaultDuration > 0 && { defaultDuration }),
    codecDelay: track.unsigned(ID.codecDelay, 0),
    seekPreRoll: track.unsigned(ID.seekPreRoll, 0),
    ...descriptions(track),
    ...(encoding && { encoding }),
  };
}

function descriptions(track: MasterElement): Pick<TrackEntry, 'video' | 'audio'> {
  const [video, audio] = [track.master(ID.video), track.master(ID.audio)];
  return { ...(video && { video: readVideo(video) }), ...(audio && { audio: readAudio(audio) }) };
}

function encodingOf(track: MasterElement): ContentEncoding | undefined {
  const encodings = track.master(ID.contentEncodings);
  return encodings && readContentEncodings(encodings);
}

function codecPrivateOf(track: MasterElement, encoding: ContentEncoding | undefined): Uint8Array {
  const stripped = encoding?.kind === 'stripped' ? encoding.codecPrivate : new Uint8Array();
  const stored = track.binary(ID.codecPrivate) ?? new Uint8Array();
  const whole = new Uint8Array(stripped.byteLength + stored.byteLength);
  whole.set(stripped);
  whole.set(stored, stripped.byteLength);
  return whole;
}

/** RFC 9559 5.1.4 Tracks: the entries that can be used, in order; of several with the same number, the first. */
export function readTracks(tracks: MasterElement): readonly TrackEntry[] {
  const byNumber = new Map<number, TrackEntry>();
  for (const entry of tracks.masters(ID.trackEntry)) {
    const track = readTrackEntry(entry);
    if (track && !byNumber.has(track.number)) byNumber.set(track.number, track);
  }
  return [...byNumber.values()];
}
