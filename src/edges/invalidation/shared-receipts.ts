/** Receipts of a fleet: each of its processes can show those of all. They are kept on the disk of the one that wrote them. */
import type { Channel } from '../../redis/index.js';
import { type Receipt, receiptSchema } from './receipt.js';

/** @param from the process that has the receipt; see `RedisLink.node`. */
type Adopt = (receipt: Receipt, from: string) => void;

const TOPIC = 'receipt';
/** How many of the newest messages a process that begins looks at. */
const LOOKED_AT = 1000;

/** Tells of the receipts of other processes. Call it before the channel begins. */
export function followReceipts(channel: Channel, adopt: Adopt): void {
  channel.on(TOPIC, receiptSchema, (receipt, { from }) => adopt(receipt, from));
}

/** Tells of those that were written before this process began. Never rejects. */
export async function adoptEarlierReceipts(channel: Channel, adopt: Adopt): Promise<void> {
  for (const { value, from } of await channel.newest(TOPIC, receiptSchema, LOOKED_AT)) adopt(value, from);
}

/** Sends a receipt to the others; where Redis is gone, they don't see this state of it. Never throws. */
export function shareReceipt(channel: Channel, receipt: Receipt): void {
  channel.send(TOPIC, receipt).catch(() => undefined);
}
