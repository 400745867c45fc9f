/** Cues as the texts of a WebVTT file: what a renderer is given of formats that it does not know. */
import type { TextDocument } from '../read-text.js';
import { writePayload } from '../webvtt/write-payload.js';
import type { SourceTexts } from './read-source-texts.js';

/** Without ids and settings, which ffmpeg does not use. */
export function documentTexts({ cues, problems }: TextDocument): SourceTexts {
  const texts = cues.map(({ start, end, payload }) => ({ start, end, text: `\n\n${writePayload(payload)}` }));
  return { format: 'webvtt', head: '', texts, problems };
}
