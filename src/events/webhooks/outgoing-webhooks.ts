/**
 * Tells endpoints what happens here, as Standard Webhooks 1.0.0 says: signed, kept on disk until delivered, tried again for
 * a day. An endpoint may get a message twice, under one id, since what was answered may not have been heard.
 */
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../shared/clock.js';
import { within } from '../../shared/deadline.js';
import { OnplayError } from '../../shared/errors.js';
import { EndpointLane, type MessageCounts } from './endpoint-lane.js';
import { type Message, newMessage } from './message.js';
import { MessageFolder, type WriteFile } from './message-folder.js';
import { RETRY_DELAYS_MS } from './retry-schedule.js';
import type { WebhookEvent } from './webhook-event.js';
import { webhookSigner } from './webhook-secret.js';

export interface OutgoingWebhooksOptions {
  /** For messages alone and for one process at a time; made if it is not there. */
  readonly folder: string;
  /** Each `http:` or `https:`, without credentials; the same one twice counts once. */
  readonly endpoints: readonly { readonly url: string }[];
  /** `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string;
  readonly log: Logger;
  readonly clock?: Clock;
  /** Of all endpoints together, each having an equal share: one that is down takes no room from the others. */
  readonly maxWaiting?: number;
  /** What to wait after the first attempt and each that follows. */
  readonly retryDelaysMs?: readonly number[];
  /** For one attempt. */
  readonly timeoutMs?: number;
  /** How long `close` waits for attempts that are under way. */
  readonly graceMs?: number;
  /** How a file is written; the system's way unless given. */
  readonly write?: WriteFile;
}

/** At a usual kilobyte each ten megabytes, in memory and on disk. */
const MAX_WAITING = 10_000;
/** What the specification calls small ("Payload size"). */
const MAXIMUM_PAYLOAD_BYTES = 20_000;
/** What the specification recommends at least ("Request timeouts"). */
const TIMEOUT_MS = 15_000;
const GRACE_MS = 1000;
/** A disk that takes longer to say what is there does not keep the rest waiting. */
const LONGEST_LOAD_MS = 10_000;
/** For the last writes. */
const LONGEST_SAVE_MS = 800;

export class OutgoingWebhooks {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #folder: MessageFolder;
  readonly #lanes: readonly EndpointLane[];
  readonly #graceMs: number;
  readonly #counts: MessageCounts = { delivered: 0, failedAttempts: 0, givenUp: 0, dropped: 0 };
  #messages = 0;
  #isClosed = false;

  /**
   * Delivers nothing before `begin`.
   * @throws OnplayError `config_invalid` if the secret or a URL cannot be used
   */
  constructor(options: OutgoingWebhooksOptions) {
    const { folder, log, clock = systemClock, write } = options;
    this.#log = log;
    this.#clock = clock;
    this.#graceMs = options.graceMs ?? GRACE_MS;
    this.#folder = new MessageFolder({ folder, log, clock, ...(write && { write }) });
    this.#lanes = this.#lanesFor(options);
  }

  /** Messages that wait or are under way. */
  get depth(): number {
    return this.#lanes.reduce((sum, { size }) => sum + size, 0);
  }

  get counts(): Readonly<MessageCounts> {
    return this.#counts;
  }

  /** Has all endpoints told. Never throws, never waits; what is too large or comes after `close` is logged and lost. */
  emit(event: WebhookEvent): void {
    try {
      if (this.#lanes.length > 0) this.#tell(event);
    } catch (error) {
      this.#log.error({ err: error }, 'an event could not be told');
    }
  }

  /** Takes up what an earlier process left, and begins to deliver; to be called once. Never rejects. */
  async begin(): Promise<void> {
    const loading = this.#folder.load().then((messages) => this.#takeUp(messages));
    await within(LONGEST_LOAD_MS, loading);
    for (const lane of this.#lanes) lane.open();
  }

  /** Resolves when no attempt is due or under way, and the disk agrees; later attempts are not waited for. */
  async idle(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.idle()));
    await this.#folder.idle();
  }

  /** Ends within two seconds. What has not arrived stays on disk, for the next process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#lanes.map((lane) => lane.close(this.#graceMs)));
    await within(LONGEST_SAVE_MS, this.#folder.idle());
    this.#folder.close();
  }

  #tell({ type, timestamp, data }: WebhookEvent): void {
    const payload = JSON.stringify({ type, timestamp, data });
    const bytes = Buffer.byteLength(payload);
    if (this.#isClosed || bytes > MAXIMUM_PAYLOAD_BYTES) {
      this.#counts.dropped += 1;
      this.#log.warn(
        { event: type, bytes, closed: this.#isClosed },
        'an event is lost: too large or too late',
      );
      return;
    }
    for (const lane of this.#lanes) {
      const message = { endpoint: lane.handle, type, payload, number: this.#messages++ };
      lane.add(newMessage(message, this.#clock.now()));
    }
  }

  #lanesFor(options: OutgoingWebhooksOptions): EndpointLane[] {
    const { secret, endpoints, maxWaiting = MAX_WAITING, timeoutMs = TIMEOUT_MS } = options;
    const { retryDelaysMs = RETRY_DELAYS_MS } = options;
    const signer = webhookSigner(secret);
    const urls = new Map(endpoints.map(({ url }) => [endpointUrl(url).href, endpointUrl(url)]));
    const capacity = Math.max(1, Math.floor(maxWaiting / urls.size));
    const [log, clock, folder, counts] = [this.#log, this.#clock, this.#folder, this.#counts];
    const shared = { capacity, signer, folder, clock, retryDelaysMs, timeoutMs, counts, log };
    return [...urls.values()].map((url) => new EndpointLane({ url, ...shared }));
  }

  #takeUp(messages: readonly Message[]): void {
    if (this.#isClosed) return;
    const lanes = new Map(this.#lanes.map((lane) => [lane.handle, lane]));
    const strays = messages.filter(({ endpoint }) => !lanes.has(endpoint));
    for (const { id } of strays) this.#folder.remove(id);
    this.#counts.dropped += strays.length;
    for (const message of messages) lanes.get(message.endpoint)?.takeUp(message);
    if (messages.length === 0) return;
    const counted = { messages: messages.length - strays.length, ofOtherEndpoints: strays.length };
    this.#log.info(counted, 'webhooks taken up that an earlier process left');
  }
}

function endpointUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isWeb || url.username !== '' || url.password !== '') {
    throw new OnplayError('config_invalid', {
      publicDetail: 'A webhook endpoint is an http: or https: URL without a user name or password in it.',
    });
  }
  url.hash = '';
  return url;
}
