/** A text that is shown from `start` to `end`, in whole milliseconds: half-open. */
export interface SourceText {
  readonly start: number;
  readonly end: number;
  /** Of ASS, as Matroska stores an event; of WebVTT, the id, the settings and the text, a line break between them; of SRT the text. */
  readonly text: string;
}

/** Texts, and what stands before them in their file. */
export interface SourceScript {
  /** Of ASS: all that stands before its events; else empty. */
  readonly head: string;
  readonly texts: Iterable<SourceText>;
}
