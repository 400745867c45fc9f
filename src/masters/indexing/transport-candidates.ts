/** The elementary streams of a transport stream as candidates. */
import type { ProgrammeStream, Programmes, ReadableStream, TextStream } from '../../demux/index.js';
import type { IgnoredTrack } from '../../tracks/index.js';
import { subtitlePages } from '../../transport-stream/index.js';
import type { CandidateTrack } from './tracks/candidate-track.js';
import { ignoredTrack } from './tracks/select-tracks.js';
import { type TextFormat, transportTextFormat, unreadReason } from './tracks/text-formats.js';

/** Streams of other programmes that are listed; a whole satellite transponder has some two hundred. */
const MAX_FOREIGN_STREAMS = 1000;

interface TransportCandidate extends CandidateTrack {
  readonly stream: ProgrammeStream;
}

export interface ReadableCandidate extends TransportCandidate {
  readonly stream: ReadableStream;
}

/** Text that is read. */
export interface TextCandidate extends TransportCandidate {
  readonly stream: TextStream;
  readonly text: TextFormat;
}

interface TransportCandidates {
  /** Those of the programme that is played, whose codecs are read. */
  readonly readable: readonly (ReadableCandidate | TextCandidate)[];
  /** All others, each with the reason. */
  readonly ignored: readonly IgnoredTrack[];
}

/**
 * Numbers the streams of all programmes, those of the one that is played first.
 * @param isGrown whether the file was seen to grow: its text is not read, since how long one is shown depends on what follows.
 */
export function transportCandidates({ played, others }: Programmes, isGrown: boolean): TransportCandidates {
  const readable: (ReadableCandidate | TextCandidate)[] = [];
  const unread: IgnoredTrack[] = [];
  for (const [id, stream] of played.streams.entries()) {
    const candidate = candidateOrReason(stream, id, isGrown);
    if (typeof candidate !== 'string') readable.push(candidate);
    else unread.push(ignoredTrack(candidateOf(stream, id), candidate));
  }
  const foreign = others
    .flatMap(({ streams, programNumber }) => streams.map((stream) => ({ stream, programNumber })))
    .slice(0, MAX_FOREIGN_STREAMS)
    .map(({ stream, programNumber }, i) =>
      ignoredTrack(candidateOf(stream, played.streams.length + i), `it is of programme ${programNumber}`),
    );
  return { readable, ignored: [...unread, ...foreign] };
}

/** Audio that is announced in the middle of the file. @param id after those of all others. */
export function lateCandidate(stream: ReadableStream, id: number): ReadableCandidate {
  return { ...candidateOf(stream, id), stream };
}

function candidateOf(stream: ProgrammeStream, id: number): TransportCandidate {
  const { kind, codec } = stream.kind;
  return {
    ...{ stream, id, kind, codec },
    isEnabled: true,
    // The container does not say it.
    area: 0,
    // More than one, until it is read: what is sent as packets is no picture.
    sampleCount: stream.isSent ? 2 : 0,
    isImageCodec: false,
    isAuxiliary: false,
  };
}

/** A stream that is read, or why it is not. */
function candidateOrReason(
  stream: ProgrammeStream,
  id: number,
  isGrown: boolean,
): ReadableCandidate | TextCandidate | string {
  const candidate = candidateOf(stream, id);
  if (isMedia(stream)) return { ...candidate, stream };
  if (isText(stream)) {
    const text = transportTextFormat(stream.kind.codec);
    return unreadTextReason(stream, isGrown) ?? { ...candidate, stream, text };
  }
  const { kind, codec } = candidate;
  if (kind === 'text') return unreadReason(codec);
  return kind === 'data' ? 'neither video nor audio' : `there is no decoder for ${codec}`;
}

function isMedia(stream: ProgrammeStream): stream is ReadableStream {
  return !('isUnread' in stream.kind) && stream.kind.kind !== 'text';
}

function isText(stream: ProgrammeStream): stream is TextStream {
  return !('isUnread' in stream.kind) && stream.kind.kind === 'text';
}

/** Undefined for text that is read. */
function unreadTextReason({ entry, kind }: TextStream, isGrown: boolean): string | undefined {
  if (isGrown) return 'text of a transport stream that grows is not read';
  const isWithoutSubtitles = kind.codec === 'teletext' && subtitlePages(entry.descriptors).length === 0;
  return isWithoutSubtitles ? 'it announces no page of subtitles' : undefined;
}
