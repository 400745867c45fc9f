/** A file of text beside a master, read as if it were a track, so that it is burned in as tracks are. */
import type { BurnTrack } from '../../encoder/index.js';
import { readSourceTexts, type SourceTexts, type TextProblem } from '../../text/index.js';
import { textSamples } from '../../tracks/index.js';

export interface FileTrack {
  readonly track: BurnTrack;
  /** Those that the samples of the track are in. */
  readonly bytes: Uint8Array;
  /** What is not burned in as it was written. */
  readonly problems: readonly TextProblem[];
}

const CODECS: Readonly<Record<SourceTexts['format'], 'ass' | 'subrip' | 'webvtt_webm'>> = {
  ass: 'ass',
  srt: 'subrip',
  webvtt: 'webvtt_webm',
};

/** @param file of any size; see `readSourceTexts`. */
export async function fileTrack(file: Uint8Array): Promise<FileTrack> {
  const { format, head, texts, problems } = await readSourceTexts(file);
  const written = texts.map(({ text }) => Buffer.from(text));
  let offset = 0;
  const samples = texts.map(({ start, end }, i) => {
    const size = written[i]!.byteLength;
    offset += size;
    return { offset: offset - size, size, start, end };
  });
  const track = {
    format: { kind: 'text', codec: CODECS[format] },
    configuration: Buffer.from(head),
    samples: textSamples(samples),
  } as const;
  return { track, bytes: Buffer.concat(written), problems };
}
