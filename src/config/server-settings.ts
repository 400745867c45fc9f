import { z } from 'zod';
import { setting } from '../shared/settings/setting.js';
import { host, wholeNumber } from '../shared/settings/values.js';

/** How much is logged. */
const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
  error: 'expected trace, debug, info, warn, error, fatal or silent',
});

/** Of the process as a whole. */
export const serverSettings = {
  host: setting('ONPLAY_HOST', host.prefault('127.0.0.1')),
  /** 0 lets the system choose a free port. */
  port: setting('ONPLAY_PORT', wholeNumber(0, 65535).prefault('8080')),
  logLevel: setting('ONPLAY_LOG_LEVEL', logLevel.prefault('info')),
  /** How long responses in progress may take when the server is told to stop. */
  shutdownGraceSeconds: setting('ONPLAY_SHUTDOWN_GRACE_SECONDS', wholeNumber(0, 600).prefault('20')),
};
