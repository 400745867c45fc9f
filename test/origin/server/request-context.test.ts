import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import express, { type Request, type Response } from 'express';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { clientSignal, queryOf, rawPath } from '../../../src/origin/server/request-context.js';

const requestFor = (originalUrl: string) => ({ originalUrl }) as Request;

describe('the target of a request', () => {
  it.each([
    ['/a/b%2Fc?x=1?2&y', '/a/b%2Fc', 'x=1%3F2&y='],
    ['/a', '/a', ''],
    ['/a?', '/a', ''],
    ['?', '', ''],
    ['http://host:80/a?b=c', '/a', 'b=c'],
    ['HTTPS://user@host', '', ''],
    ['/http://host/a', '/http://host/a', ''],
    ['*', '*', ''],
  ])('%s', (url, path, query) => {
    expect(rawPath(requestFor(url))).toBe(path);
    expect(queryOf(requestFor(url)).toString()).toBe(query);
  });

  it('is read without an error for any input', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), fc.string(), (url, text) => {
        for (const target of [url, text, `/${text}`]) {
          expect(rawPath(requestFor(target))).not.toContain('?');
          queryOf(requestFor(target));
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('the abort signal of a client', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  /** Connects, sends a request, and returns both ends of it. */
  async function exchange() {
    let accept: (response: Response) => void;
    const arrived = new Promise<Response>((resolve) => {
      accept = resolve;
    });
    server = createServer(express().use((_request, response) => accept(response))).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    return { socket, response: await arrived };
  }

  it('aborts when the client leaves before its response', async () => {
    const { socket, response } = await exchange();
    const signal = clientSignal(response);
    expect(signal.aborted).toBe(false);
    socket.destroy();
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });

  it('is aborted from the start if the client has already left', async () => {
    const { socket, response } = await exchange();
    const left = new Promise((resolve) => response.once('close', resolve));
    socket.destroy();
    await left;
    expect(clientSignal(response).aborted).toBe(true);
  });

  it('does not abort after the response was sent', async () => {
    const { socket, response } = await exchange();
    const signal = clientSignal(response);
    const closed = new Promise((resolve) => response.once('close', resolve));
    response.end('whole');
    await closed;
    expect(signal.aborted).toBe(false);
    expect(clientSignal(response).aborted).toBe(false);
    socket.destroy();
  });
});
