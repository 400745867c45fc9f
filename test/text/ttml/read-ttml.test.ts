import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/text/cue.js';
import { readSamples } from '../../../src/text/samples/read-samples.js';

interface Doc {
  readonly attributes?: string;
  readonly head?: string;
  readonly body: string;
}

const document = ({ attributes = '', head = '', body }: Doc) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="en" ${attributes}>
  <head>${head}</head><body><div>${body}</div></body></tt>`;

const stream = { codec: 'ttml', configuration: new Uint8Array() } as const;

/** Of one document in a sample of a minute. */
function read(doc: Doc | string) {
  const bytes = Buffer.from(typeof doc === 'string' ? doc : document(doc));
  return readSamples([{ start: 0, end: 60_000, bytes }], stream);
}

const shown = (doc: Doc | string) =>
  read(doc).cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);

describe('times', () => {
  test.each([
    ['00:00:01.500', '00:00:02', 1500, 2000],
    ['1.5s', '2000ms', 1500, 2000],
    ['0.01h', '0.9m', 36_000, 54_000],
    ['00:00:01:12', '00:00:02:24', 1480, 2960],
    ['37f', '74f', 1480, 2960],
    ['15000000t', '20000000t', 1500, 2000],
  ])('%s to %s are read', (begin, end, from, to) => {
    const attributes = 'ttp:frameRate="25" ttp:tickRate="10000000"';
    expect(shown({ attributes, body: `<p begin="${begin}" end="${end}">a</p>` })).toEqual([[from, to, 'a']]);
  });

  test('are counted from the element around, whose end none outlasts', () => {
    const body =
      '<div begin="10s" end="20s"><p begin="1s" end="2s">a</p><p begin="5s">b</p><p begin="8s" dur="9s">c</p></div>';
    expect(shown({ body })).toEqual([
      [11_000, 12_000, 'a'],
      [15_000, 20_000, 'b'],
      [18_000, 20_000, 'c'],
    ]);
  });

  test('in sequence are counted from the end of the element before', () => {
    const body = '<div timeContainer="seq" begin="1s"><p dur="2s">a</p><p begin="1s" dur="2s">b</p></div>';
    expect(shown({ body })).toEqual([
      [1000, 3000, 'a'],
      [4000, 6000, 'b'],
    ]);
  });

  test('of a part of a paragraph are those of a cue of its own', () => {
    const body = '<p begin="1s" end="9s">one <span begin="2s" end="4s">two</span></p>';
    expect(shown({ body })).toEqual([
      [1000, 9000, 'one'],
      [3000, 5000, 'two'],
    ]);
  });

  test('that cannot be read cost their paragraph, and it is said', () => {
    const { cues, problems } = read({ body: '<p begin="soon" end="2s">a</p><p begin="1s" end="2s">b</p>' });
    expect(cues).toMatchObject([{ start: 1000 }]);
    expect(problems).toMatchObject([{ code: 'times_unreadable', count: 1 }]);
  });
});

describe('text', () => {
  test('has its lines, its characters, and none of the spaces of the document', () => {
    const body = `<p begin="0s" end="1s">
      a &amp; &lt;b&gt; &#228; &#x1F600;
      <br/>  <span>ü</span>
      <![CDATA[<c> & d]]> <!-- no --> e </p>`;
    expect(shown({ body })).toEqual([[0, 1000, 'a & <b> ä 😀\nü <c> & d e']]);
  });

  test('keeps its spaces where it says so', () => {
    expect(shown({ body: '<p xml:space="preserve" begin="0s" end="1s"> a  b </p>' })).toEqual([
      [0, 1000, ' a  b '],
    ]);
  });

  test('is italic, bold, underlined and coloured as its styles say, also those that refer to others', () => {
    const head = `<styling>
      <style xml:id="slanted" tts:fontStyle="italic" style="loop"/>
      <style xml:id="loop" style="slanted" tts:color="#ffff00ff"/>
    </styling>`;
    const body = `<p begin="0s" end="1s"><span style="slanted">a</span> <span tts:fontWeight="bold" tts:textDecoration="underline">b</span></p>`;
    const [cue] = read({ head, body }).cues;
    const text = (value: string) => ({ kind: 'text', text: value });
    expect(cue!.payload).toEqual([
      {
        kind: 'italic',
        children: [{ kind: 'class', classes: ['yellow'], children: [text('a')] }],
      },
      { kind: 'bold', children: [{ kind: 'underline', children: [text(' b')] }] },
    ]);
  });

  test('stands where its region is', () => {
    const head = `<layout>
      <region xml:id="top" tts:origin="10% 5%" tts:extent="80% 20%" tts:displayAlign="before" tts:textAlign="center"/>
      <region xml:id="left"><style tts:origin="10% 40%"/><style tts:extent="40% 20%" tts:displayAlign="after" tts:textAlign="left"/></region>
      <region xml:id="usual" tts:origin="10% 80%" tts:extent="80% 15%" tts:displayAlign="after" tts:textAlign="center"/>
    </layout>`;
    const at = (region: string) => `<p region="${region}" begin="0s" end="1s">${region}</p>`;
    const { cues } = read({ head, body: ['top', 'left', 'usual', 'none'].map(at).join('') });
    expect(cues.map(({ settings }) => settings)).toEqual([
      { line: { value: 5, unit: 'percent' }, position: { percent: 50 } },
      { line: { value: 54, unit: 'percent' }, position: { percent: 10 }, align: 'left' },
      undefined,
      undefined,
    ]);
  });

  test('stands and looks as its own region says, not as that of the element around', () => {
    const head = `<layout>
      <region xml:id="top" tts:origin="10% 5%" tts:extent="80% 20%" tts:displayAlign="before" tts:color="red"/>
      <region xml:id="middle" tts:origin="10% 40%" tts:extent="80% 20%" tts:displayAlign="before"/>
    </layout>`;
    const [cue] = read({
      head,
      body: '<div region="top"><p region="middle" begin="0s" end="1s">a</p></div>',
    }).cues;
    expect(cue).toMatchObject({
      settings: { line: { value: 40, unit: 'percent' } },
      payload: [{ kind: 'text', text: 'a' }],
    });
  });
});

describe('documents of samples that follow one another', () => {
  const sample = (start: number, body: string) => ({
    ...{ start, end: start + 10_000, bytes: Buffer.from(document({ body })) },
  });
  const cuesOf = (...samples: ReturnType<typeof sample>[]) =>
    readSamples(samples, stream).cues.map(({ start, end, payload }) => [start, end, plainText(payload)]);

  test('have a cue of both once', () => {
    const body = '<p begin="8s" end="12s">a</p>';
    expect(cuesOf(sample(0, body), sample(10_000, `${body}<p begin="15s" end="16s">b</p>`))).toEqual([
      [8000, 12_000, 'a'],
      [15_000, 16_000, 'b'],
    ]);
  });

  test('may count from the beginning of their sample', () => {
    expect(cuesOf(sample(20_000, '<p begin="1s" end="2s">a</p>'))).toEqual([[21_000, 22_000, 'a']]);
  });

  test('without times are shown as long as their sample', () => {
    expect(cuesOf(sample(20_000, '<p>a</p>'))).toEqual([[20_000, 30_000, 'a']]);
  });
});

describe('a document that is a trap', () => {
  test.each([
    ['ends anywhere', document({ body: '<p begin="0s" end="1s">a</p><p begin="1s' })],
    ['has a tag that is none', document({ body: '<p begin="0s" end="1s">a</p><p begin=soon>b</p>' })],
  ])('%s: what is before is shown, and the rest said to be left out', (_, text) => {
    const { cues, problems } = read(text);
    expect(cues).toHaveLength(1);
    expect(problems).toMatchObject([{ code: 'document_damaged' }]);
  });

  test('expands no entities of its own', () => {
    const doctype = `<!DOCTYPE tt [${'<!ENTITY a "&b;&b;&b;">'.repeat(9)}]>`;
    const text = document({ body: '<p begin="0s" end="1s">&a;</p>' }).replace('<tt', `${doctype}<tt`);
    expect(shown(text)).toEqual([[0, 1000, '&a;']]);
  });

  const nested = (count: number, tag: string) => `<${tag}>`.repeat(count) + `</${tag}>`.repeat(count);
  const styles = (count: number) =>
    Array.from({ length: count }, (_, i) => `<style xml:id="s${i}" style="${`s${i + 1} `.repeat(20)}"/>`);
  test.each([
    ['a million elements within one another', { body: nested(1_000_000, 'div') }],
    ['spans within one another', { body: `<p begin="0s" end="1s">${nested(200_000, 'span')}a</p>` }],
    ['chains of styles', { head: styles(10_000).join(''), body: '<p style="s0" begin="0s" end="1s">a</p>' }],
    ['a million spaces', { body: `<p begin="0s" end="1s">a${' '.repeat(1_000_000)}b</p>` }],
    ['spaces in a tag', { body: `<p ${' '.repeat(1_000_000)} begin="0s" end="1s">a</p>` }],
    ['attributes', { body: `<p ${'a="b" '.repeat(500_000)}>a</p>` }],
    ['a million paragraphs', { body: '<p begin="0s" end="1s">a</p>'.repeat(1_000_000) }],
    ['a paragraph of a million characters', { body: `<p begin="0s" end="1s">${'a'.repeat(1_000_000)}</p>` }],
  ])('of %s is read within seconds of a processor', (_, doc) => {
    const before = process.cpuUsage();
    const { cues } = read(doc);
    const { user, system } = process.cpuUsage(before);
    expect(cues.length).toBeLessThanOrEqual(50_000);
    expect((user + system) / 1_000_000).toBeLessThan(10);
  });
});
