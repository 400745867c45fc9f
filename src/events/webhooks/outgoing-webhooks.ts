/**
 * Sends events to endpoints by Standard Webhooks 1.0.0: signed, stored on disk until delivered, retried for a day. Delivery is
 * at least once: if a response is lost, an endpoint gets a message twice with the same id.
 */
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '../../shared/clock.js';
import { within } from '../../shared/deadline.js';
import { OnplayError } from '../../shared/errors.js';
import { RecordFolder, type WriteFile } from '../../shared/outbox/record-folder.js';
import { EndpointLane, type MessageCounts } from './endpoint-lane.js';
import { type KeptMessages, keptMessages } from './kept-messages.js';
import { type Message, messageFormat, newMessage } from './message.js';
import { outboxId } from './outbox-id.js';
import { RETRY_DELAYS_MS } from './retry-schedule.js';
import type { SharedMessages } from './shared-messages.js';
import type { WebhookEvent } from './webhook-event.js';
import { webhookSigner } from './webhook-secret.js';

export interface OutgoingWebhooksOptions {
  /** A directory for messages only, for one process at a time; created if missing. */
  readonly folder: string;
  /** `http:` or `https:` URLs without credentials; duplicates count once. */
  readonly endpoints: readonly { readonly url: string }[];
  /** `whsec_` and 24 to 64 bytes in base64. */
  readonly secret: string;
  /** The messages of a fleet; absent where this process is alone. */
  readonly shared?: SharedMessages | undefined;
  readonly log: Logger;
  readonly clock?: Clock;
  /** The most undelivered messages, divided equally among the endpoints: one that is down takes no capacity from others. */
  readonly maxWaiting?: number;
  /** The delay after the first attempt and each that follows. */
  readonly retryDelaysMs?: readonly number[];
  /** For one attempt. */
  readonly timeoutMs?: number;
  /** How long `close` waits for attempts in progress. */
  readonly graceMs?: number;
  /** Writes a file; by default to the file system. */
  readonly write?: WriteFile;
}

/** Ten megabytes in memory and on disk at a typical kilobyte each. */
const MAX_WAITING = 10_000;
/** The specification recommends less than 20 kB ("Payload size"). */
const MAXIMUM_PAYLOAD_BYTES = 20_000;
/** The least that the specification recommends ("Request timeouts"). */
const TIMEOUT_MS = 15_000;
const GRACE_MS = 1000;
/** How long `begin` waits for the stored messages before it starts to deliver. */
const MAX_LOAD_MS = 10_000;
/** How long `close` waits for the last writes. */
const MAX_SAVE_MS = 800;
/** In the directory of messages, whose names are others. */
const OUTBOX_ID = 'outbox-id';

export class OutgoingWebhooks {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #folder: RecordFolder<Message>;
  readonly #shared: SharedMessages | undefined;
  readonly #kept: KeptMessages;
  readonly #outboxPath: string;
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
    const { folder, shared, log, clock = systemClock, write } = options;
    this.#log = log;
    this.#clock = clock;
    this.#graceMs = options.graceMs ?? GRACE_MS;
    const format = messageFormat;
    this.#folder = new RecordFolder({ folder, format, log, clock, ...(write && { write }) });
    this.#shared = shared;
    this.#kept = keptMessages(this.#folder, shared);
    this.#outboxPath = join(folder, OUTBOX_ID);
    this.#lanes = this.#lanesFor(options);
  }

  /** Messages waiting or in progress. */
  get depth(): number {
    return this.#lanes.reduce((sum, { size }) => sum + size, 0);
  }

  get counts(): Readonly<MessageCounts> {
    return this.#counts;
  }

  /** Queues an event for all endpoints. Never throws or waits; events too large or after `close` are logged and dropped. */
  emit(event: WebhookEvent): void {
    try {
      if (this.#lanes.length > 0) this.#enqueue(event);
    } catch (error) {
      this.#log.error({ err: error }, 'an event could not be queued');
    }
  }

  /** Loads what an earlier process left, and starts to deliver. Call once. Never rejects. */
  async begin(): Promise<void> {
    const loading = this.#folder.load().then((messages) => this.#resume(messages));
    await within(MAX_LOAD_MS, loading);
    this.#shared?.begin(await outboxId(this.#outboxPath), (messages) => this.#adopt(messages));
    for (const lane of this.#lanes) lane.open();
  }

  /** Resolves when no attempt is due or in progress and all writes are done; does not wait for later retries. */
  async idle(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.idle()));
    await this.#folder.idle();
  }

  /** Resolves within two seconds. Undelivered messages stay on disk for the next process. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#shared?.close();
    await Promise.all(this.#lanes.map((lane) => lane.close(this.#graceMs)));
    await within(MAX_SAVE_MS, this.#folder.idle());
    this.#folder.close();
  }

  #enqueue({ type, timestamp, data }: WebhookEvent): void {
    const payload = JSON.stringify({ type, timestamp, data });
    const bytes = Buffer.byteLength(payload);
    if (this.#isClosed || bytes > MAXIMUM_PAYLOAD_BYTES) {
      this.#counts.dropped += 1;
      this.#log.warn(
        { event: type, bytes, closed: this.#isClosed },
        'an event is dropped: too large, or after shutdown',
      );
      return;
    }
    for (const lane of this.#lanes) {
      const message = { endpoint: lane.fingerprint, type, payload, number: this.#messages++ };
      lane.add(newMessage(message, this.#clock.now()));
    }
  }

  #lanesFor(options: OutgoingWebhooksOptions): EndpointLane[] {
    const { secret, endpoints, maxWaiting = MAX_WAITING, timeoutMs = TIMEOUT_MS } = options;
    const { retryDelaysMs = RETRY_DELAYS_MS } = options;
    const signer = webhookSigner(secret);
    const urls = new Map(endpoints.map(({ url }) => [endpointUrl(url).href, endpointUrl(url)]));
    const capacity = Math.max(1, Math.floor(maxWaiting / urls.size));
    const [log, clock, kept, counts] = [this.#log, this.#clock, this.#kept, this.#counts];
    const shared = { capacity, signer, kept, clock, retryDelaysMs, timeoutMs, counts, log };
    return [...urls.values()].map((url) => new EndpointLane({ url, ...shared }));
  }

  /** What an earlier process left on this disk. */
  #resume(messages: readonly Message[]): void {
    if (this.#isClosed || messages.length === 0) return;
    const ofOtherEndpoints = this.#queue(messages, (lane, message) => {
      this.#shared?.store(message);
      lane.resume(message);
    });
    const counted = { messages: messages.length - ofOtherEndpoints, ofOtherEndpoints };
    this.#log.info(counted, 'resuming webhooks of an earlier process');
  }

  /** What a process left that is gone with its disk. */
  #adopt(messages: readonly Message[]): void {
    if (this.#isClosed) return;
    const ofOtherEndpoints = this.#queue(messages, (lane, message) => lane.add(message));
    const counted = { messages: messages.length - ofOtherEndpoints, ofOtherEndpoints };
    this.#log.info(counted, 'delivering webhooks that another process has left');
  }

  /** Gives each message to its lane, and drops those that have none any more. Returns the number of these. */
  #queue(messages: readonly Message[], add: (lane: EndpointLane, message: Message) => void): number {
    const lanes = new Map(this.#lanes.map((lane) => [lane.fingerprint, lane]));
    let dropped = 0;
    for (const message of messages) {
      const lane = lanes.get(message.endpoint);
      if (lane) add(lane, message);
      else {
        this.#kept.remove(message.id);
        dropped += 1;
      }
    }
    this.#counts.dropped += dropped;
    return dropped;
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
