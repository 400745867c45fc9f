/** What `onplay ads` prints. Pure. */
import type {
  AdAnswer,
  AdBreak,
  AdProblem,
  Advert,
  BreakTime,
  CreativeFile,
  Offset,
} from '../../ads/index.js';

interface Times {
  readonly tookMs: number;
  readonly timeoutMs: number;
}

/** The breaks of an answer, and what is missing in them, for a person. */
export function adsText({ breaks, problems }: AdAnswer, { tookMs, timeoutMs }: Times): string {
  const sections = [
    `${count(breaks.length, 'break')}, in ${tookMs} of at most ${timeoutMs} ms`,
    ...breaks.map(breakText),
    ...(problems.length > 0 ? [['Missing:', ...problems.map(problemText)].join('\n')] : []),
  ];
  return sections.join('\n\n');
}

function breakText({ at, id, ads, tracking }: AdBreak): string {
  const name = id === undefined ? '' : ` (${id})`;
  const events = tracking.length > 0 ? [`  tracking: ${eventCounts(tracking)}`] : [];
  const list = ads.length > 0 ? ads.map(advertText) : ['  no ads'];
  return [`${at ? timeText(at) : 'where the token says'}${name}`, ...list, ...events].join('\n');
}

function advertText({ title, id, durationMs, skipOffset, files, tracking }: Advert, index: number): string {
  const skip = skipOffset ? `, may be skipped after ${offsetText(skipOffset)}` : '';
  return [
    `  ${index + 1}. ${title ?? id ?? 'without a name'}, ${secondsText(durationMs)}${skip}`,
    ...files.map((file) => `     ${fileText(file)}`),
    ...(tracking.length > 0 ? [`     tracking: ${eventCounts(tracking)}`] : []),
  ].join('\n');
}

function fileText({ type, width, height, bitrate, isMezzanine, url }: CreativeFile): string {
  const facts = [
    type,
    ...(width && height ? [`${width}x${height}`] : []),
    ...(bitrate ? [`${bitrate} kbit/s`] : []),
    ...(isMezzanine ? ['mezzanine'] : []),
  ];
  return `${facts.join(', ')}: ${url}`;
}

function problemText({ code, host, detail }: AdProblem): string {
  return `  ${[code, host, detail].filter(Boolean).join(', ')}`;
}

function eventCounts(tracking: readonly { readonly event: string }[]): string {
  const counts = new Map<string, number>();
  for (const { event } of tracking) counts.set(event, (counts.get(event) ?? 0) + 1);
  return Array.from(counts, ([event, times]) => (times === 1 ? event : `${event} (${times})`)).join(', ');
}

function timeText(at: BreakTime): string {
  return at.kind === 'start' || at.kind === 'end' ? at.kind : offsetText(at);
}

function offsetText(offset: Offset): string {
  return offset.kind === 'percent' ? `${offset.percent}%` : secondsText(offset.ms);
}

function secondsText(ms: number): string {
  return `${ms / 1000} s`;
}

function count(number: number, name: string): string {
  return `${number} ${name}${number === 1 ? '' : 's'}`;
}
