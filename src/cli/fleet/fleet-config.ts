import { type Config, loadConfig } from '../../config/index.js';
import { configInvalid } from '../../shared/settings/config-invalid.js';

/** The configuration of a command that is nothing without a fleet. @throws OnplayError `config_invalid` also where there is none. */
export function fleetConfig(): Config & Required<Pick<Config, 'redisUrl' | 'fleetKey'>> {
  const config = loadConfig();
  const { redisUrl, fleetKey } = config;
  if (redisUrl === undefined || fleetKey === undefined)
    throw configInvalid([
      'ONPLAY_REDIS_URL and ONPLAY_FLEET_KEY: expected to be set, as on the origins of the fleet',
    ]);
  return { ...config, redisUrl, fleetKey };
}
