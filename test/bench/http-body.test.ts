import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerReader, CommonBody } from '../../bench/support/http-body.js';

const headFor = (length: number) => `HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: ${length}`;

function answerWith(body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${headFor(body.length)}\r\n\r\n`), body]);
}

/** The text, split at the given offsets. */
function piecesOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}

describe('a response', () => {
  it('is complete with its last byte, however it was split', () => {
    const cases = fc.tuple(fc.uint8Array({ maxLength: 100 }), fc.array(fc.nat(), { maxLength: 6 }));
    fc.assert(
      fc.property(cases, ([body, cuts]) => {
        const got = Buffer.alloc(body.length);
        const reader = new AnswerReader((piece, offset) => piece.copy(got, offset));
        const done = piecesOf(answerWith(body), cuts)
          .filter((piece) => piece.length > 0)
          .map((piece) => reader.read(piece));
        expect(done).toEqual([...done.slice(1).map(() => false), true]);
        expect(reader.head).toBe(headFor(body.length));
        expect(got).toEqual(Buffer.from(body));
      }),
      { seed: 1 },
    );
  });

  it('is rejected without a Content-Length', () => {
    const reader = new AnswerReader(() => undefined);
    expect(() => reader.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\nbody'))).toThrow('no Content-Length');
  });

  it('is rejected when it is longer than its Content-Length', () => {
    const reader = new AnswerReader(() => undefined);
    expect(() => reader.read(Buffer.from(`${headFor(2)}\r\n\r\nbody`))).toThrow(
      'more bytes than Content-Length',
    );
  });

  it('is rejected when its head is too long', () => {
    const reader = new AnswerReader(() => undefined);
    expect(() => reader.read(Buffer.alloc(20_000, 'x'))).toThrow('too long');
  });
});

describe('the common body', () => {
  it('is assembled from the first bytes at each offset', () => {
    const body = new CommonBody();
    body.take(Buffer.from('ab'), 0, 5);
    body.take(Buffer.from('abc'), 0, 5);
    body.take(Buffer.from('cde'), 2, 5);
    body.take(Buffer.from('de'), 3, 5);
    expect(body.bytes.toString()).toBe('abcde');
  });

  it.each([
    ['in a byte', 'abX', 5],
    ['in length', 'abc', 6],
  ])('is refused where one differs %s', (_, text, length) => {
    const body = new CommonBody();
    body.take(Buffer.from('abcde'), 0, 5);
    expect(() => body.take(Buffer.from(text), 0, length)).toThrow('the bodies differ');
  });
});
