/** Timed text as plain values, in the terms of WebVTT (W3C), which is what players are given. */

/** Milliseconds of the presentation, half-open. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/** A text that is shown from `start` to `end`, in whole milliseconds of the presentation: half-open, never empty. */
export interface Cue {
  /** One line, without `-->`. */
  readonly id?: string;
  readonly start: number;
  readonly end: number;
  readonly settings?: CueSettings;
  readonly payload: readonly CueNode[];
}

/** WebVTT 4.4. What is absent has the default of the standard: centred, at the bottom, horizontal. */
export interface CueSettings {
  readonly vertical?: 'rl' | 'lr';
  /** `lines`: from the top, or from the bottom if negative (-1 is the last). `percent`: from the top, 0 to 100. */
  readonly line?: { readonly value: number; readonly unit: 'lines' | 'percent'; readonly align?: LineAlign };
  /** In percent of the width, 0 to 100. */
  readonly position?: { readonly percent: number; readonly align?: PositionAlign };
  /** In percent of the width, 0 to 100. */
  readonly size?: number;
  readonly align?: TextAlign;
  /** The id of a region of the same document. */
  readonly region?: string;
}

export type LineAlign = 'start' | 'center' | 'end';
export type PositionAlign = 'line-left' | 'center' | 'line-right';
export type TextAlign = 'start' | 'center' | 'end' | 'left' | 'right';

/** A part of what a cue says: a leaf, or a span around others. */
export type CueNode = CueText | CueTimestamp | CueSpan;

/** Lines are separated by `\n`; no markup, nothing escaped. */
export interface CueText {
  readonly kind: 'text';
  readonly text: string;
}

/** What follows is shown, or highlighted, from this time on: milliseconds of the presentation. */
export interface CueTimestamp {
  readonly kind: 'timestamp';
  readonly time: number;
}

export type SpanKind = 'italic' | 'bold' | 'underline' | 'class' | 'voice' | 'language' | 'ruby' | 'rubyText';

export interface CueSpan {
  readonly kind: SpanKind;
  /** Of a `voice`, who speaks; of a `language`, its BCP 47 tag. */
  readonly annotation?: string;
  readonly classes?: readonly string[];
  readonly children: readonly CueNode[];
}

/** A place on the screen in which cues scroll or stand together (WebVTT 4.3): the settings as they are written. */
export interface Region {
  readonly id: string;
  /** `name:value`, in the order of the document, without `id`. */
  readonly settings: readonly string[];
}

/** What is written in plain sight: all text of the nodes, without markup. */
export function plainText(nodes: readonly CueNode[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return node.text;
      return node.kind === 'timestamp' ? '' : plainText(node.children);
    })
    .join('');
}
