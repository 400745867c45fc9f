/** The file of a message: read back exactly as written, or not at all. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endpointFingerprint, messageFormat, newMessage } from '../../../src/events/webhooks/message.js';

const url = new URL('https://example.com/hook?key=secret');
const payload = JSON.stringify({ type: 'asset.indexed', data: { asset: 'Übung\n', version: '\ud800' } });
const message = newMessage(
  { endpoint: endpointFingerprint(url), type: 'asset.indexed', payload, number: 3 },
  1000,
);
const file = Buffer.from(messageFormat.toText(message));

describe('the file of a message', () => {
  it('contains the message', () => {
    expect(messageFormat.fromFile(message.id, file)).toEqual(message);
  });

  it('does not contain the URL of the endpoint', () => {
    expect(file.toString()).not.toContain('secret');
    expect(file.toString()).not.toContain('example.com');
  });

  it('is not read under another name', () => {
    expect(messageFormat.fromFile(newMessage(message, 0).id, file)).toBeUndefined();
  });

  it('is not read after any change', () => {
    const change = fc.record({
      at: fc.nat(file.length),
      put: fc.uint8Array({ maxLength: 2 }),
      removed: fc.nat(3),
    });
    const property = fc.property(change, ({ at, put, removed }) => {
      const changed = Buffer.concat([file.subarray(0, at), put, file.subarray(at + removed)]);
      fc.pre(!changed.equals(file));
      expect(messageFormat.fromFile(message.id, changed)).toBeUndefined();
    });
    fc.assert(property, { seed: 20_260_801, numRuns: 1000 });
  });

  it('is not read if it is truncated anywhere', () => {
    for (let bytes = 0; bytes < file.length; bytes++) {
      expect(messageFormat.fromFile(message.id, file.subarray(0, bytes))).toBeUndefined();
    }
  });

  it('is not read if its fields are not those of a message', () => {
    for (const wrong of [
      { attempts: -1 },
      { endpoint: '../..' },
      { dueAtMs: 1.5 },
      { type: 'x'.repeat(65) },
    ]) {
      expect(
        messageFormat.fromFile(message.id, Buffer.from(messageFormat.toText({ ...message, ...wrong }))),
      ).toBeUndefined();
    }
  });
});

it('has an unguessable id that is safe as a file name', () => {
  const other = newMessage(message, 1000);
  expect(other.id).not.toBe(message.id);
  expect([message.id, other.id].every(messageFormat.isId)).toBe(true);
  expect(['', 'msg_', `../${message.id}`, `${message.id}\n`].some(messageFormat.isId)).toBe(false);
});
