/** Which channels of CEA-608 and which services of CEA-708 caption data has. */
import { CC_TYPE, type Construct } from './caption-data.js';

/** The captions that a viewer can choose among. */
export interface CaptionServices {
  /** Channels of CEA-608, ascending: 1 for `CC1`, up to 4. */
  readonly channels: readonly number[];
  /** Services of CEA-708, ascending: 1 to 63. */
  readonly services: readonly number[];
}

/** Parity is not checked: what is damaged names a channel only now and then. */
const WITHOUT_PARITY = 0x7f;
/** Control codes of the first and of the second channel of a field (ANSI/CTA-608 8.4). */
const [FIRST_CONTROL, SECOND_CHANNEL, PAST_CONTROL] = [0x10, 0x18, 0x20];
const CHANNELS_PER_FIELD = 2;
/** Of a `caption_channel_packet` (ANSI/CTA-708 5): 0 stands for 128 bytes. */
const LONGEST_PACKET = 128;
const EXTENDED_SERVICE = 7;

/** Reads caption data in the order of presentation, of as many frames as it is given. */
export class CaptionServicesReader {
  readonly #channels = new Set<number>();
  readonly #services = new Set<number>();
  #packet: number[] = [];
  #packetBytes = 0;

  read(constructs: readonly Construct[]): void {
    for (const { type, first, second } of constructs) {
      if (type === CC_TYPE.field1 || type === CC_TYPE.field2) this.#readPair(type, first & WITHOUT_PARITY);
      else this.#readPacketBytes(type === CC_TYPE.packetStart, first, second);
    }
  }

  /** What comes next does not continue what came before. */
  skip(): void {
    this.#packetBytes = 0;
  }

  get found(): CaptionServices {
    const ascending = (values: Set<number>) => [...values].sort((a, b) => a - b);
    return { channels: ascending(this.#channels), services: ascending(this.#services) };
  }

  /** Each channel begins what it sends with control codes, which name it. */
  #readPair(field: number, code: number): void {
    if (code < FIRST_CONTROL || code >= PAST_CONTROL) return;
    const channel = code < SECOND_CHANNEL ? 1 : 2;
    this.#channels.add(field * CHANNELS_PER_FIELD + channel);
  }

  #readPacketBytes(isStart: boolean, first: number, second: number): void {
    if (isStart) {
      this.#packet = [];
      this.#packetBytes = (first & 0x3f) * 2 || LONGEST_PACKET;
    }
    if (this.#packetBytes === 0) return;
    this.#packet.push(first, second);
    if (this.#packet.length < this.#packetBytes) return;
    this.#readServices(this.#packet.slice(1, this.#packetBytes));
    this.#packetBytes = 0;
  }

  /** `service_block`s, each with a header of its number and its size. */
  #readServices(blocks: readonly number[]): void {
    for (let at = 0; at < blocks.length; ) {
      const header = blocks[at]!;
      const size = header & 0x1f;
      let service = header >> 5;
      if (service === 0 || size === 0) return;
      at++;
      if (service === EXTENDED_SERVICE) service = (blocks[at++] ?? 0) & 0x3f;
      if (at + size <= blocks.length && service > 0) this.#services.add(service);
      at += size;
    }
  }
}
