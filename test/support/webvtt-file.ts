/** Cues as a whole WebVTT file, which is read as the same cues again; players are given segments. */
import type { TextDocument } from '../../src/text/index.js';
import { cueBlock, type TimestampMap, webVttHead } from '../../src/text/webvtt/write-webvtt.js';

type WritableText = Pick<TextDocument, 'cues'> & Partial<Pick<TextDocument, 'styles' | 'regions'>>;

export function writeWebVtt({ cues, ...rest }: WritableText, map?: TimestampMap): string {
  return `${[webVttHead(rest, map), ...cues.map(cueBlock)].join('\n\n')}\n`;
}
