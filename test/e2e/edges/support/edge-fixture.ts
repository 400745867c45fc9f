/** An edge with a fake origin behind it, and helpers to request media. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe } from 'vitest';
import { exchange, type Answer as HttpAnswer, type RequestOptions } from '../../conformance/exchange.js';
import { FakeOrigin } from './fake-origin.js';
import { type GrantMembers, makeGrant } from './grants.js';
import { freshMedia, type Media, pathOf } from './media.js';
import { type EdgeKind, missingEdge, RunningEdge } from './running-edge.js';

export type { HttpAnswer };

export interface MediaRequest extends RequestOptions {
  readonly grant?: GrantMembers;
  readonly query?: string;
}

/** Includes the time to install the edge's packages. */
const SET_UP_MS = 400_000;

export class EdgeFixture {
  #edge: RunningEdge | undefined;
  #origin: FakeOrigin | undefined;

  get edge(): RunningEdge {
    if (!this.#edge) throw new Error('the edge is not running');
    return this.#edge;
  }

  get origin(): FakeOrigin {
    if (!this.#origin) throw new Error('the origin is not running');
    return this.#origin;
  }

  async start(kind: EdgeKind): Promise<void> {
    this.#origin = await FakeOrigin.start();
    this.#edge = await RunningEdge.start({ kind, origin: this.origin.url });
  }

  async stop(): Promise<void> {
    await this.#edge?.stop();
    await this.#origin?.stop();
  }

  grant(media: Media, members?: GrantMembers): string {
    return makeGrant(this.edge.grantKey, media.asset, members);
  }

  /** Requests media with a grant for it. */
  ask(media: Media, { grant, query = '', ...options }: MediaRequest = {}): Promise<HttpAnswer> {
    return this.fetch(pathOf(media, this.grant(media, grant)) + query, options);
  }

  /** Requests a path that needs no escaping in a URL. */
  fetch(path: string, options?: RequestOptions): Promise<HttpAnswer> {
    return exchange(this.edge.url + path, options);
  }

  /** Sends many requests at once; `sent` resolves when all of them are on their way. */
  askAll(all: readonly (readonly [Media, GrantMembers])[]): {
    answers: Promise<number[]>;
    sent: Promise<unknown>;
  } {
    const requests = all.map(([media, members]) =>
      status(this.edge.url + pathOf(media, this.grant(media, members))),
    );
    return {
      answers: Promise.all(requests.map(({ answer }) => answer)),
      sent: Promise.all(requests.map(({ sent }) => sent)),
    };
  }

  control(
    path: 'purge' | 'revocations',
    headers: Readonly<Record<string, string>>,
    { key = this.edge.edgeKey, method = 'POST' } = {},
  ): Promise<HttpAnswer> {
    return this.fetch(`/-/edge/${path}`, { method, headers: { ...headers, Authorization: `Bearer ${key}` } });
  }

  /** Whether the edge answers a request for the media without the origin. */
  async isCached(media: Media, grant?: GrantMembers): Promise<boolean> {
    const before = this.origin.count(media.name);
    await this.ask(media, grant && { grant });
    return this.origin.count(media.name) === before;
  }

  /** Requests new media, so that the edge has a copy of it. */
  async cachedMedia(file?: string, rendition?: string): Promise<Media> {
    const media = freshMedia(file, rendition);
    await this.ask(media);
    return media;
  }
}

function status(url: string): { answer: Promise<number>; sent: Promise<void> } {
  const outgoing = request(url, { agent: false, timeout: 60_000 });
  const answer = new Promise<number>((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('response', (incoming) => {
      incoming.resume().on('end', () => resolve(incoming.statusCode ?? 0));
    });
  });
  const sent = new Promise<void>((resolve) => outgoing.on('finish', resolve));
  outgoing.end();
  return { answer, sent };
}

/** A suite for one kind of edge with its own fixture; skipped, with the reason in its name, if that edge cannot run. */
export function describeEdge(kind: EdgeKind, cases: (fixture: EdgeFixture) => void): void {
  const missing = missingEdge(kind);
  describe.skipIf(missing !== undefined)(missing ? `${kind} (${missing})` : kind, () => {
    const fixture = new EdgeFixture();
    beforeAll(() => fixture.start(kind), SET_UP_MS);
    afterAll(() => fixture.stop());
    cases(fixture);
  });
}
