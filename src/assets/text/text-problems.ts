/** Says what of an asset's texts is not shown as it was written. Pure. */
import { isLoss, type ProblemCode, type TextProblem } from '../../text/index.js';
import type { Asset } from '../asset.js';
import type { TextReport } from './texts.js';

/** A problem of one text, as plain values. */
export interface DescribedTextProblem {
  /** Of the rendition. */
  readonly id: string;
  readonly code: ProblemCode;
  /** How often. */
  readonly count: number;
  /** Of the file, from 1: where it was first seen. */
  readonly line?: number;
  /** A sentence that names the text. */
  readonly reason: string;
}

/** All problems of the texts that were read. */
export function textProblems(asset: Asset, reports: readonly TextReport[]): DescribedTextProblem[] {
  return reports.flatMap(({ rendition, problems }) =>
    problems.map((problem) => {
      const { code, count, line } = problem;
      const reason = `${nameOf(asset, rendition)} is not shown as it was written: ${inWords(problem)}`;
      return { id: rendition.id, code, count, ...(line !== undefined && { line }), reason };
    }),
  );
}

/** What a viewer may miss. */
export function missedOfTexts(asset: Asset, reports: readonly TextReport[]): string[] {
  return textProblems(asset, reports)
    .filter(isLoss)
    .map(({ reason }) => reason);
}

/** `"film.en.srt"`, or `text 2 of 3`, as other tracks of the master are named. */
function nameOf({ index }: Asset, { source }: TextReport['rendition']): string {
  if (source.kind === 'sidecar') return JSON.stringify(source.name);
  const missing = index.ignored.filter(({ kind }) => kind === 'text');
  const ids = [...index.text.filter(({ format }) => format.kind === 'text'), ...missing]
    .map(({ id }) => id)
    .sort((a, b) => a - b);
  return `text ${ids.indexOf(source.trackId) + 1} of ${ids.length}`;
}

/** `Cues whose times cannot be read are left out (3, the first in line 12)`. */
function inWords({ detail, count, line }: TextProblem): string {
  const facts = [...(count > 1 ? [`${count}`] : []), ...(line === undefined ? [] : [where(line, count)])];
  const sentence = detail.replace(/\.$/, '');
  return facts.length === 0 ? sentence : `${sentence} (${facts.join(', ')})`;
}

function where(line: number, count: number): string {
  return count > 1 ? `the first in line ${line}` : `in line ${line}`;
}
