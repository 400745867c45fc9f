/** Where texts are read: `TextThreads` in a server, the current thread in tests. */
import { textOfSamples } from '../../masters/index.js';
import {
  type MovTextSamples,
  movTextSamples,
  readText,
  type TextDocument,
  type WrittenText,
  writtenText,
} from '../../text/index.js';
import type { Dialogue } from '../threads/messages.js';
import type { UnreadText } from './unread-text.js';

/** What is made of a text. */
export interface TextTask {
  readonly kind: 'webvtt' | 'mov_text';
  readonly text: UnreadText;
  /** Of `mov_text`: the end of the film, in whole milliseconds. */
  readonly end: number;
}

export type ReadText = WrittenText | MovTextSamples;

/** What the main thread and a thread that reads texts say to each other. */
export interface TextDialogue extends Dialogue {
  readonly work: TextTask;
  readonly result: ReadText;
  readonly question: never;
  readonly answer: never;
  readonly report: never;
}

/** Never rejects for what is wrong with a text, which is in `problems`. @throws OnplayError `encode_cancelled`. */
export type TextReading = (task: TextTask, signal: AbortSignal) => Promise<ReadText>;

/** Blocks the current thread meanwhile. */
export const readInThisThread: TextReading = async (task) => readTask(task);

export function readTask({ kind, text, end }: TextTask): ReadText {
  const document = documentOf(text);
  return kind === 'webvtt' ? writtenText(document) : movTextSamples(document, end);
}

function documentOf(text: UnreadText): TextDocument {
  return text.kind === 'file' ? readText(text.bytes, text.format) : textOfSamples(text.stored);
}
