import { setting } from '../settings/setting.js';
import { baseUrl, text } from '../settings/values.js';

/** A share, as `0.05`. */
const share = text('a number from 0 to 1, with up to 6 digits after the point', (value) =>
  /^(0|1|0?\.\d{1,6}|1\.0{1,6})$/.test(value),
).transform(Number);

export const tracingSettings = {
  /**
   * Where a collector takes traces (OTLP over HTTP), at `/v1/traces` behind it. Absent: nothing is traced, and nothing of
   * OpenTelemetry is loaded.
   */
  tracesEndpoint: setting('OTEL_EXPORTER_OTLP_ENDPOINT', baseUrl.optional()),
  /** How many of all traces are recorded. */
  tracesShare: setting('ONPLAY_TRACES_SHARE', share.prefault('1')),
};
