/** Samples of WebVTT in MP4 (ISO/IEC 14496-30 7): boxes for the cues that are shown while the sample lasts. */
import { leadingEntries } from '../../isobmff/index.js';
import { lenientBoxes, readable } from './lenient-boxes.js';

/** A cue of a sample, as it is written. */
interface WrittenCue {
  readonly id: string;
  readonly settings: string;
  readonly text: string;
}

const decoder = new TextDecoder();

/** An empty sample, `vtte`, has none. */
export function readWvtt(sample: Uint8Array): readonly WrittenCue[] {
  return lenientBoxes(sample)
    .filter(({ type }) => type === 'vttc')
    .map(({ content }) => {
      const parts = new Map(
        lenientBoxes(content).map(({ type, content }) => [type, decoder.decode(content)]),
      );
      return {
        id: parts.get('iden') ?? '',
        settings: parts.get('sttg') ?? '',
        text: parts.get('payl') ?? '',
      };
    });
}

/** The head of the file (`vttC`), with its style sheets and regions. */
export function readWvttHead(stsd: Uint8Array): string {
  const [box] = lenientBoxes(stsd);
  const [entry] = (box && readable(() => Array.from(leadingEntries(box)))) ?? [];
  // After what every entry begins with: reserved bytes, and the index of the data reference.
  const head = entry && lenientBoxes(entry.content.subarray(8)).find(({ type }) => type === 'vttC');
  return head ? decoder.decode(head.content) : '';
}
