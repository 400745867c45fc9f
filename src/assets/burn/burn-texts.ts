/** The texts of an asset that can be burned into its video. */
import {
  type BurnableText,
  burnedSuffix,
  isBurnable,
  type TextRendition,
  textRenditions,
} from '../../encoder/index.js';
import type { MasterIndex } from '../../masters/index.js';
import type { Sidecar } from '../../stores/index.js';
import type { TextTrack } from '../../tracks/index.js';
import { playableTexts, textOfTrack } from '../text/playable-texts.js';

/** A text by which the video has other renditions. Sessions choose it by its `id`. */
export interface BurnText extends BurnableText, Omit<TextRendition, 'kind'> {}

/** What of an asset can be burned in. */
interface TextOwner {
  readonly index: Pick<MasterIndex, 'text' | 'growth' | 'video'>;
  readonly sidecars: readonly Sidecar[];
}

const TEXT = { kind: 'text' } as const;

/**
 * The texts that can be burned in: tracks by their number, files beside the master by the id of their text rendition. Not of a master
 * that grows, whose text is not all there; the tracks are read of the file that has the video.
 */
export function burnTexts({ index, sidecars }: TextOwner): readonly BurnText[] {
  if (!index.video || index.growth) return [];
  const tracks = index.text.filter((track) => isBurnableTrack(index, track));
  const formats = tracks.map(({ format }) => format);
  const texts = textRenditions([
    ...tracks.map((track) => textOfTrack(track, String(track.id))),
    ...playableTexts(sidecars, []),
  ]);
  return texts.map(({ kind: _, ...text }, i) => ({
    ...text,
    suffix: burnedSuffix(text.id, text.source),
    format: formats[i] ?? TEXT,
  }));
}

/** Whether one of the master's tracks is among `burnTexts`. */
export function isBurnableTrack({ growth, video }: TextOwner['index'], track: TextTrack): boolean {
  return isBurnable(track) && !growth && video?.file === track.file;
}
