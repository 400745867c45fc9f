import { describe, expect, it } from 'vitest';
import { missedOfTexts, textProblems } from '../../../src/assets/text/text-problems.js';
import { readText } from '../../../src/text/index.js';
import { textAsset } from '../../segments/support/text-asset.js';

/** The only text of an asset, as it is read. */
function problemsOf(text: string) {
  const asset = textAsset({ name: 'en.srt', text });
  const reports = [
    { rendition: asset.ladder.text[0]!, problems: readText(Buffer.from(text), 'srt').problems },
  ];
  return { all: textProblems(asset, reports), missed: missedOfTexts(asset, reports) };
}

describe('what of a text is not shown as it was written', () => {
  it('names the file, how often, and where it was first seen', () => {
    const text = '00:00:02,000 --> 00:00:01,000\nBack\n\n00:00:03,000 --> 00:00:03,000\nAt once\n';
    const reason =
      '"film.en.srt" is not shown as it was written: Cues that end before they begin, or at once, are left out (2, the first in line 1)';
    expect(problemsOf(text)).toEqual({
      all: [{ id: 't-en', code: 'cue_without_duration', count: 2, line: 1, reason }],
      missed: [reason],
    });
  });

  it('is missed by no viewer where all of it is shown as well as it can be', () => {
    const text = '00:00:02,000 --> 00:00:03,000\nB\n\n00:00:01,000 --> 00:00:02,000\nA\n';
    const { all, missed } = problemsOf(text);
    expect(all).toMatchObject([{ code: 'cues_out_of_order' }]);
    expect(missed).toEqual([]);
  });

  it('is nothing where a text is well-formed', () => {
    expect(problemsOf('00:00:01,000 --> 00:00:02,000\nA\n').all).toEqual([]);
  });
});
