/** Where texts are read: `TextThreads` in a server, the current thread in tests. */
import { textOfSamples } from '../../masters/index.js';
import {
  documentTexts,
  type MovTextSamples,
  movTextSamples,
  readSourceTexts,
  readText,
  type SourceSamples,
  type SourceTexts,
  sourceSamples,
  type TextDocument,
  type WrittenText,
  writtenText,
} from '../../text/index.js';
import type { Dialogue } from '../threads/messages.js';
import type { UnreadText } from './unread-text.js';

/** What is made of a text. */
export type TextTask = CueTask | SourceTask;

/** Cues, in the form that players or files have them. */
interface CueTask {
  readonly kind: 'webvtt' | 'mov_text';
  readonly text: UnreadText;
  /** Of `mov_text`: the end of the film, in whole milliseconds. */
  readonly end: number;
}

/** Texts to be burned in: those of a file as they are written. Most within a master are read as samples instead. */
interface SourceTask {
  readonly kind: 'source';
  readonly text: UnreadText;
}

export type ReadText = WrittenText | MovTextSamples | SourceSamples;

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

export function readTask(task: TextTask): ReadText {
  if (task.kind === 'source') return sourceSamples(sourceOf(task.text));
  return madeOf(documentOf(task.text), task);
}

/** What a task of cues makes of them. */
export function madeOf(document: TextDocument, { kind, end }: CueTask): ReadText {
  return kind === 'webvtt' ? writtenText(document) : movTextSamples(document, end);
}

function sourceOf(text: UnreadText): SourceTexts {
  return text.kind === 'file' ? readSourceTexts(text.bytes) : documentTexts(textOfSamples(text.stored));
}

function documentOf(text: UnreadText): TextDocument {
  return text.kind === 'file' ? readText(text.bytes, text.format) : textOfSamples(text.stored);
}
