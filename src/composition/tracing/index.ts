/**
 * Tracing of an origin or a worker: `configuredTracing` gives the recorder of spans that the parts are built with. Loads
 * OpenTelemetry where a collector is configured, and nothing otherwise.
 */
export { type ConfiguredTracing, configuredTracing } from './tracing.js';
