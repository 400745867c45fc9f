import type { AudioRendition } from '../encoder/index.js';
import { bestLanguage } from './request/languages.js';

/**
 * The track that a session plays unless its viewer chooses another, by its id: one in a wanted language, else the master's. An audio
 * description is it only where there is nothing else.
 * @param wanted language ranges, the most wanted first.
 */
export function defaultAudio(
  audio: readonly AudioRendition[],
  wanted: readonly string[],
): number | undefined {
  const plain = audio.filter(({ description }) => !description);
  const candidates = plain.length > 0 ? plain : audio;
  const usual = candidates.find((rendition) => rendition.default) ?? candidates[0];
  const ordered = usual ? [usual, ...candidates] : candidates;
  const language = bestLanguage(
    ordered.map((rendition) => rendition.language),
    wanted,
  );
  return (ordered.find((rendition) => rendition.language === language) ?? usual)?.trackId;
}
