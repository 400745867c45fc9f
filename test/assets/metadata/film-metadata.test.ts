import { describe, expect, it } from 'vitest';
import { parseFilmMetadata } from '../../../src/assets/metadata/film-metadata.js';

const parsed = (text: string) => parseFilmMetadata(Buffer.from(text));
const problemOf = (text: string) => {
  const result = parsed(text);
  return 'problem' in result ? result.problem : undefined;
};

describe('the JSON file beside a master', () => {
  it('may say a title, chapters, limits and languages', () => {
    const all = {
      title: 'Sintel',
      chapters: [
        { start: 0, title: 'The snow' },
        { start: 12.5, title: 'The market' },
      ],
      ...{ max_height: 720, max_bitrate: 3_000_000, audio: 'de', text: 'pt-BR' },
    };
    expect(parsed(JSON.stringify(all))).toStrictEqual(all);
    expect(parsed('{}')).toStrictEqual({});
    const ads = { ads: { tag: 'https://ads.example/', at: 'end' } };
    expect(parsed(JSON.stringify(ads))).toStrictEqual(ads);
    expect(parsed('{"audio":"ger"}')).toStrictEqual({ audio: 'de' });
  });

  it.each([
    ['not json', 'It is no JSON in UTF-8.'],
    ['{"title":"\ud800"}'.replace('\ud800', '\\u0007'), /^title: it must not contain control characters/],
    ['[]', /expected object/],
    ['{"ads":{"tag":"file:///etc/passwd"}}', 'ads.tag: it must be an http or https URL'],
    ['{"ads":false}', /^ads: /],
    ['{"titel":"x"}', /Unrecognized key: "titel"/],
    ['{"title":""}', /^title: /],
    [`{"title":"${'x'.repeat(301)}"}`, /^title: /],
    ['{"max_height":0}', /^max_height: /],
    ['{"max_height":"720"}', /^max_height: /],
    ['{"audio":"no such language"}', 'audio: it must be a language tag, such as de or pt-BR'],
    [
      '{"chapters":[{"start":5,"title":"a"},{"start":5,"title":"b"}]}',
      'chapters: each must start after the one before',
    ],
    ['{"chapters":[{"start":-1,"title":"a"}]}', /^chapters\.0\.start: /],
    ['{"chapters":[{"start":1}]}', /^chapters\.0\.title: /],
  ])('%s is not used, and it is said why', (text, problem) => {
    if (typeof problem === 'string') expect(problemOf(text)).toBe(problem);
    else expect(problemOf(text)).toMatch(problem);
  });

  it('is not used if it is not UTF-8, or has too many chapters', () => {
    expect(parseFilmMetadata(Uint8Array.of(0x22, 0xff, 0x22))).toHaveProperty('problem');
    const chapters = Array.from({ length: 2001 }, (_, start) => ({ start, title: 'x' }));
    expect(problemOf(JSON.stringify({ chapters }))).toMatch(/^chapters: /);
  });

  it('says nothing that breaks a line of a log', () => {
    expect(problemOf('{"a\\nb":1}')).not.toMatch(/\n/);
  });
});
