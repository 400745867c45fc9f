/** The streams of all viewers whose tokens limit them, as this process knows them from requests for media. */
import { LRUCache } from 'lru-cache';
import { type PlaybackScope, tokenFingerprint, viewerFingerprint } from '../../access/index.js';
import { OnplayError } from '../../shared/errors.js';
import { newStreamSession } from './stream-session.js';
import { type Moment, type Stream, type StreamRules, ViewerStreams } from './viewer-streams.js';

/** A stream of a viewer. */
export interface ListedStream extends Stream {
  /** Who it counts for, as fingerprints of src/access/ name viewers and tokens: 32 hexadecimal digits. */
  readonly subject: string;
  /** Undefined if the token names none: then its streams are counted by themselves. */
  readonly viewer: string | undefined;
  /** The tenant whose viewer it is, if the token names one. */
  readonly tenant: string | undefined;
}

export interface RefusedStream {
  readonly asset: string;
  readonly viewer: string | undefined;
  readonly tenant: string | undefined;
  readonly session: string;
  readonly maxStreams: number;
}

interface StreamsOptions extends StreamRules {
  /** Called when a stream is refused; at most once a minute for a viewer, however often its players ask. */
  readonly onRefused: (refused: RefusedStream) => void;
  readonly now?: () => Moment;
}

/** The viewer that asked longest ago is forgotten above this: a viewer has some 300 bytes for each stream. */
const MAX_VIEWERS = 50_000;
const REPORTED_AGAIN_MS = 60_000;

/** Who it is, as the token names them. */
type ViewerOfTenant = Pick<ListedStream, 'viewer' | 'tenant'>;

interface ViewerEntry extends ViewerOfTenant {
  readonly streams: ViewerStreams;
}

/** What a token or grant says of its stream; no limit without `maxStreams`. */
type StreamScope = Pick<PlaybackScope, 'asset' | 'viewer' | 'tenant' | 'token' | 'maxStreams' | 'session'>;

export class Streams {
  readonly #options: StreamsOptions;
  readonly #now: () => Moment;
  readonly #viewers = new LRUCache<string, ViewerEntry>({ max: MAX_VIEWERS });
  /** Viewers of whom a refusal was reported. */
  readonly #reported: LRUCache<string, true>;
  #onKept: (stream: ListedStream) => void = () => undefined;

  constructor(options: StreamsOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => ({ elapsedMs: performance.now(), wallMs: Date.now() }));
    const perf = { now: () => this.#now().elapsedMs };
    this.#reported = new LRUCache({ max: MAX_VIEWERS, ttl: REPORTED_AGAIN_MS, ttlResolution: 0, perf });
  }

  /** Calls the listener at every request of a stream that keeps or takes its place here. */
  onKept(listener: (stream: ListedStream) => void): void {
    this.#onKept = listener;
  }

  /** By the clock of `Stream.lastSeenMs`. */
  get elapsedMs(): number {
    return this.#now().elapsedMs;
  }

  /** The scope of the grants for a token: with a session of its own if the token limits streams. Counts nothing yet. */
  withSession<Scope extends StreamScope>(scope: Scope): Scope {
    if (scope.maxStreams === undefined) return scope;
    const latest = this.#viewers.peek(subjectOf(scope))?.streams.latestSession();
    return { ...scope, session: newStreamSession(latest, this.#now().wallMs) };
  }

  /** For a manifest. @throws OnplayError `too_many_streams` if its stream would be refused. */
  assertRoom(scope: StreamScope): void {
    const { maxStreams } = scope;
    if (maxStreams === undefined) return;
    const known = this.#viewers.peek(subjectOf(scope));
    if (known?.streams.isFull(maxStreams, this.#now())) throw this.#refusal(scope, maxStreams);
  }

  /**
   * For each request for media: the stream of its grant takes a place, or keeps it.
   * @throws OnplayError `too_many_streams`.
   */
  assertPlace(scope: StreamScope): void {
    const { session, asset, viewer, tenant, maxStreams: maximum } = scope;
    if (maximum === undefined || session === undefined) return;
    const subject = subjectOf(scope);
    const stream = this.#entry(subject, { viewer, tenant }).streams.ask(
      { session, asset, maximum },
      this.#now(),
    );
    if (!stream) throw this.#refusal(scope, maximum);
    this.#onKept({ ...stream, subject, viewer, tenant });
  }

  /** All that have a place. */
  list(): readonly ListedStream[] {
    const now = this.#now();
    return Array.from(this.#viewers.entries()).flatMap(([subject, { viewer, tenant, streams }]) =>
      streams.list(now).map((stream) => ({ ...stream, subject, viewer, tenant })),
    );
  }

  /** Takes over a stream that has a place at another process. */
  adopt({ subject, viewer, tenant, ...stream }: ListedStream): void {
    this.#entry(subject, { viewer, tenant }).streams.adopt(stream, this.#now());
  }

  #entry(subject: string, { viewer, tenant }: ViewerOfTenant): ViewerEntry {
    const known = this.#viewers.get(subject);
    if (known) return known;
    const entry = { viewer, tenant, streams: new ViewerStreams(this.#options) };
    this.#viewers.set(subject, entry);
    return entry;
  }

  #refusal(scope: StreamScope, maxStreams: number): OnplayError {
    const { asset, viewer, tenant, session } = scope;
    const subject = subjectOf(scope);
    if (session !== undefined && !this.#reported.has(subject)) {
      this.#reported.set(subject, true);
      this.#options.onRefused({ asset, viewer, tenant, session, maxStreams });
    }
    return tooManyStreams();
  }
}

export function tooManyStreams(): OnplayError {
  const publicDetail =
    'As many players as the playback token allows are playing for this viewer. Stop one of them, then load the page again.';
  return new OnplayError('too_many_streams', { publicDetail, about: 'moment' });
}

/** Viewers of two tenants are two, also with one name. */
function subjectOf({ viewer, tenant, token = '' }: StreamScope): string {
  return viewer === undefined ? tokenFingerprint(token) : viewerFingerprint(viewer, tenant);
}
