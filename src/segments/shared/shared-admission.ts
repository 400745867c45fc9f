/**
 * Admission of a fleet: each process says every two seconds who plays there and what they need. So a viewer that one origin
 * admitted is not refused by another, and counts at each with its part. Where Redis is gone, each decides by itself.
 */
import { z } from 'zod';
import type { Channel, RedisLink } from '../../redis/index.js';
import type { Admission } from '../admission/admission.js';
import type { OtherViewers, ToldViewer } from '../admission/other-viewers.js';

const TOPIC = 'viewers';
const TELL_MS = 2000;
/** Some 40 kB: a message has room for 64. */
const MAX_IN_MESSAGE = 500;
/** At each time. Those beyond it are told next time; they are known for six times as long. */
const MAX_MESSAGES = 4;

const name = z.string().regex(/^[\w-]{16}$/);
const slots = z.number().min(0).max(1000);

/** Viewer, client, whether it needs video, slots: short, since there are many. */
const viewerSchema = z.tuple([name, name, z.boolean(), slots]);
const messageSchema = z.strictObject({
  node: z.string().regex(/^[0-9a-f]{16}$/),
  viewers: z.array(viewerSchema).max(MAX_IN_MESSAGE),
});

interface SharedAdmissionOptions {
  readonly admission: Pick<Admission, 'told'>;
  readonly others: OtherViewers;
  readonly link: Pick<RedisLink, 'node' | 'isUp'>;
  readonly channel: Channel;
}

/** Shares who plays from now on. Call it before the channel begins. @returns the function that ends it. */
export function shareAdmission({ admission, others, link, channel }: SharedAdmissionOptions): () => void {
  channel.on(TOPIC, messageSchema, ({ node, viewers }, { ageMs }) => {
    // What is caught up after a while is over.
    if (ageMs < TELL_MS) others.learn(node, viewers.map(toldViewer));
  });
  let told = 0;
  const tell = () => {
    if (!link.isUp) return;
    const all = admission.told();
    const count = Math.min(all.length, MAX_MESSAGES * MAX_IN_MESSAGE);
    // Goes round, so that of too many each has its turn.
    const now = Array.from({ length: count }, (_, i) => all[(told + i) % all.length]!);
    told = all.length > 0 ? (told + count) % all.length : 0;
    for (let first = 0; first < now.length; first += MAX_IN_MESSAGE) {
      const viewers = now.slice(first, first + MAX_IN_MESSAGE).map(toTuple);
      channel.send(TOPIC, { node: link.node, viewers }).catch(() => undefined);
    }
  };
  const timer = setInterval(tell, TELL_MS).unref();
  return () => clearInterval(timer);
}

function toTuple({ viewer, client, lane, slots }: ToldViewer): z.input<typeof viewerSchema> {
  return [viewer, client, lane === 'heavy', Math.round(slots * 1000) / 1000];
}

function toldViewer([viewer, client, isHeavy, slots]: z.output<typeof viewerSchema>): ToldViewer {
  return { viewer, client, lane: isHeavy ? 'heavy' : 'light', slots };
}
