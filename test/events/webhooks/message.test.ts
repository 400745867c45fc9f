/** A message's file: exactly what was written, or nothing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  endpointHandle,
  fromMessageFile,
  isMessageId,
  newMessage,
  toMessageFile,
} from '../../../src/events/webhooks/message.js';

const url = new URL('https://example.com/hook?key=secret');
const payload = JSON.stringify({ type: 'asset.indexed', data: { asset: 'Übung\n', version: '\ud800' } });
const message = newMessage(
  { endpoint: endpointHandle(url), type: 'asset.indexed', payload, number: 3 },
  1000,
);
const file = Buffer.from(toMessageFile(message));

describe('the file of a message', () => {
  it('gives the message back', () => {
    expect(fromMessageFile(message.id, file)).toEqual(message);
  });

  it('does not hold the URL of the endpoint', () => {
    expect(file.toString()).not.toContain('secret');
    expect(file.toString()).not.toContain('example.com');
  });

  it('is nothing under another name', () => {
    expect(fromMessageFile(newMessage(message, 0).id, file)).toBeUndefined();
  });

  it('is nothing once it was changed, whatever was', () => {
    const change = fc.record({
      at: fc.nat(file.length),
      put: fc.uint8Array({ maxLength: 2 }),
      removed: fc.nat(3),
    });
    const property = fc.property(change, ({ at, put, removed }) => {
      const changed = Buffer.concat([file.subarray(0, at), put, file.subarray(at + removed)]);
      fc.pre(!changed.equals(file));
      expect(fromMessageFile(message.id, changed)).toBeUndefined();
    });
    fc.assert(property, { seed: 20_260_801, numRuns: 1000 });
  });

  it('is nothing where it ends, however much of it was written', () => {
    for (let bytes = 0; bytes < file.length; bytes++) {
      expect(fromMessageFile(message.id, file.subarray(0, bytes))).toBeUndefined();
    }
  });

  it('is nothing if it says of itself what no message says', () => {
    for (const wrong of [
      { attempts: -1 },
      { endpoint: '../..' },
      { dueAtMs: 1.5 },
      { type: 'x'.repeat(65) },
    ]) {
      expect(
        fromMessageFile(message.id, Buffer.from(toMessageFile({ ...message, ...wrong }))),
      ).toBeUndefined();
    }
  });
});

it('has an id that nobody guesses and that can be a file’s name', () => {
  const other = newMessage(message, 1000);
  expect(other.id).not.toBe(message.id);
  expect([message.id, other.id].every(isMessageId)).toBe(true);
  expect(['', 'msg_', `../${message.id}`, `${message.id}\n`].some(isMessageId)).toBe(false);
});
