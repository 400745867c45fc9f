import { z } from 'zod';
import { setting } from '../shared/settings/setting.js';
import { wholeNumber } from '../shared/settings/values.js';

const givesWay = z.enum(['oldest', 'newest'], { error: 'expected oldest or newest' });

export const sessionsSettings = {
  /** Which stream of a viewer is refused where there are more than its token allows. */
  streamGivesWay: setting('ONPLAY_STREAM_GIVES_WAY', givesWay.prefault('oldest')),
  /** After how long without a request a stream counts no more. Players with a full buffer request a segment every few seconds. */
  streamIdleSeconds: setting('ONPLAY_STREAM_IDLE_SECONDS', wholeNumber(10, 600).prefault('30')),
};
