/** WebVTT 6.4: the text of a cue becomes a tree. */
import type { CueNode, SpanKind } from '../cue.js';
import { NodeBuilder } from '../node-builder.js';
import { unescapeText } from './entities.js';
import { readTimestamp } from './timestamp.js';

const SPANS: Readonly<Record<string, SpanKind>> = {
  c: 'class',
  i: 'italic',
  b: 'bold',
  u: 'underline',
  v: 'voice',
  lang: 'language',
  ruby: 'ruby',
  rt: 'rubyText',
};
/** The most classes of a span: a style sheet has no use for more. */
const MAX_CLASSES = 16;

interface Payload {
  readonly nodes: readonly CueNode[];
  /** Whether spans were nested deeper than allowed. */
  readonly isCut: boolean;
}

/** @param text with `\n` between lines. */
export function readPayload(text: string, maxDepth: number): Payload {
  const builder = new NodeBuilder(maxDepth);
  for (let at = 0; at < text.length; ) {
    const tag = text.indexOf('<', at);
    const textEnd = tag === -1 ? text.length : tag;
    builder.add({ kind: 'text', text: unescapeText(text.slice(at, textEnd)) });
    if (tag === -1) break;
    const close = text.indexOf('>', tag);
    const tagEnd = close === -1 ? text.length : close;
    readTag(text.slice(tag + 1, tagEnd), builder);
    at = tagEnd + 1;
  }
  return { nodes: builder.nodes, isCut: builder.isCut };
}

/** @param tag between `<` and `>`. */
function readTag(tag: string, builder: NodeBuilder): void {
  if (tag.startsWith('/')) closeTag(tag.slice(1), builder);
  else if (/^\d/.test(tag)) {
    const time = readTimestamp(tag);
    if (time !== undefined) builder.add({ kind: 'timestamp', time });
  } else openTag(tag, builder);
}

function openTag(tag: string, builder: NodeBuilder): void {
  const [, names = '', annotation = ''] = /^(\S*)([\s\S]*)$/.exec(tag) ?? [];
  const [name = '', ...classes] = names.split('.');
  if (!Object.hasOwn(SPANS, name)) return;
  const kind = SPANS[name]!;
  // Text of ruby stands nowhere else.
  if (kind === 'rubyText' && builder.current?.kind !== 'ruby') return;
  const known = classes.filter((each) => each !== '').slice(0, MAX_CLASSES);
  const said = unescapeText(annotation).trim().replace(/\s+/g, ' ');
  const isAnnotated = (kind === 'voice' || kind === 'language') && said !== '';
  builder.open({
    kind,
    ...(isAnnotated && { annotation: said }),
    ...(known.length > 0 && { classes: known }),
  });
}

/** An end tag closes the innermost span if it is of its kind; `</ruby>` its text too. */
function closeTag(name: string, builder: NodeBuilder): void {
  const current = builder.current?.kind;
  if (!current || !Object.hasOwn(SPANS, name)) return;
  if (SPANS[name] === current) builder.close();
  else if (name === 'ruby' && current === 'rubyText') {
    builder.close();
    builder.close();
  }
}
