/** Which renditions a download contains. Pure. */
import type { TokenLimits } from '../access/index.js';
import type { Asset } from '../assets/index.js';
import type { AudioRendition, Ladder, Rendition, TextRendition, VideoRendition } from '../encoder/index.js';
import {
  allowedLadder,
  heightOf,
  isPlayable,
  lowest,
  withinBitrate,
  withinHeight,
} from '../sessions/index.js';
import { OnplayError } from '../shared/errors.js';
import type { DownloadPreferences } from './download-query.js';
import { type TrackWord, trackOfWord } from './track-words.js';

/** The file's extension: with video where there is any, or audio alone. */
export type DownloadFormat = 'mp4' | 'm4a';

/** The renditions of a file, in the order of its tracks. */
export interface ChosenTracks {
  readonly video?: VideoRendition | undefined;
  readonly audio: readonly AudioRendition[];
  readonly text: readonly TextRendition[];
}

/**
 * The best renditions that the token allows and the client prefers: the highest video, and of each audio track the highest
 * bitrate. Limits of the token count for video and audio together, as for playing, also where only the audio is downloaded.
 * @throws OnplayError `no_rendition_allowed` if the token does not allow what is preferred, or anything; `rendition_unknown` if
 *   the asset has no such rendition; `query_invalid` for text in a file of audio alone.
 */
export function chooseTracks(
  asset: Asset,
  limits: TokenLimits,
  preferences: DownloadPreferences,
  format: DownloadFormat,
): ChosenTracks {
  const { ladder, presentation } = asset;
  const peakOf = (rendition: Rendition) => presentation.of(rendition).limitedPeak;
  const allowed = allowedLadder(ladder, limits, peakOf);
  const offered = format === 'm4a' ? { ...allowed, video: [] } : allowed;
  const preferred = withinPreferences(offered, preferences, peakOf);
  const video = format === 'mp4' ? chooseVideo(ladder, preferred, preferences.height) : undefined;
  const audio = chooseAudio(ladder, preferred, preferences.audio);
  if (!video && audio.length === 0) throw renditionUnknown();
  return { video, audio, text: chooseText(ladder, preferences.text, format) };
}

/** As for manifests, limits of the query yield where nothing would remain. */
function withinPreferences(
  offered: Ladder,
  { maxHeight = Number.POSITIVE_INFINITY, maxBitrate = Number.POSITIVE_INFINITY }: DownloadPreferences,
  peakOf: (rendition: Rendition) => number,
): Ladder {
  const within = withinBitrate(withinHeight(offered, maxHeight), maxBitrate, peakOf);
  return isPlayable(within, offered) ? within : lowest(offered);
}

function chooseVideo(ladder: Ladder, preferred: Ladder, height?: number): VideoRendition | undefined {
  if (height === undefined) return preferred.video.at(-1);
  const isAsHigh = (rendition: VideoRendition) => heightOf(rendition) === height;
  return preferred.video.findLast(isAsHigh) ?? refuse(ladder.video.some(isAsHigh));
}

function chooseAudio(
  ladder: Ladder,
  preferred: Ladder,
  words?: readonly TrackWord[],
): readonly AudioRendition[] {
  const best = bestOfEachTrack(preferred.audio);
  if (words === undefined) return [best.find((each) => each.default) ?? best[0]].filter(isDefined);
  // Of a language, audio that also says what is seen only where there is no other.
  const inOrder = best.toSorted((a, b) => Number(a.description ?? false) - Number(b.description ?? false));
  return words.map(
    (word) => trackOfWord(inOrder, word) ?? refuse(trackOfWord(ladder.audio, word) !== undefined),
  );
}

function chooseText(
  { text }: Ladder,
  words: readonly TrackWord[] = [],
  format: DownloadFormat,
): readonly TextRendition[] {
  if (words.length > 0 && format === 'm4a') throw textWithoutPlace();
  // Of a language, what is for every viewer of it; then what also says what is heard; then what is only of signs.
  const rank = ({ forced, sdh }: TextRendition) => 2 * Number(forced) + Number(sdh);
  const inOrder = text.toSorted((a, b) => rank(a) - rank(b));
  return words.map((word) => trackOfWord(inOrder, word) ?? refuse(false));
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** In the order of the tracks. */
function bestOfEachTrack(audio: readonly AudioRendition[]): readonly AudioRendition[] {
  const best = new Map<number, AudioRendition>();
  for (const rendition of audio) {
    const known = best.get(rendition.trackId);
    if (!known || rendition.bitrate > known.bitrate) best.set(rendition.trackId, rendition);
  }
  return [...best.values()];
}

function refuse(isInLadder: boolean): never {
  if (!isInLadder) throw renditionUnknown();
  throw new OnplayError('no_rendition_allowed', {
    publicDetail: 'The limits of the playback token or of the query do not allow this rendition.',
  });
}

function renditionUnknown(): OnplayError {
  return new OnplayError('rendition_unknown', {
    publicDetail: 'The asset has no video of this height, or no audio or text of this language or name.',
  });
}

function textWithoutPlace(): OnplayError {
  return new OnplayError('query_invalid', {
    publicDetail: 'A file of audio alone has no text: ask for .mp4, or without the query parameter text.',
  });
}
