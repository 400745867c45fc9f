import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { limitBody } from '../../../src/origin/server/limit-body.js';

const MS = 30_000;

/** A request of which only what is looked at is there. */
function requestWith(headers: IncomingMessage['headers']) {
  const destroy = vi.fn();
  const request = Object.assign(new EventEmitter(), { headers, complete: false, socket: { destroy } });
  return { destroy, request, limited: request as unknown as IncomingMessage };
}

describe('the time for a body', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([
    ['announced', { 'content-length': '7' }],
    ['in chunks', { 'transfer-encoding': 'chunked' }],
  ])('ends the connection of one that is %s and does not come', (_how, headers) => {
    const { destroy, limited } = requestWith(headers);
    limitBody(limited, MS);
    vi.advanceTimersByTime(MS - 1);
    expect(destroy).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(destroy).toHaveBeenCalledOnce();
  });

  it('is over for one that has come, read or not', () => {
    const { destroy, request, limited } = requestWith({ 'content-length': '7' });
    limitBody(limited, MS);
    request.complete = true;
    vi.advanceTimersByTime(MS);
    expect(destroy).not.toHaveBeenCalled();
    const closed = requestWith({ 'content-length': '7' });
    limitBody(closed.limited, MS);
    closed.request.emit('close');
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([{}, { 'content-length': '0' }])('costs a request without one nothing', (headers) => {
    limitBody(requestWith(headers).limited, MS);
    expect(vi.getTimerCount()).toBe(0);
  });
});
