/** Where origins reach a worker that has no URL configured. */
import { isIPv6 } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

const ALL_ADDRESSES = new Set(['0.0.0.0', '::']);

/**
 * The URL of the address that the worker listens at. If that is every address of the machine: its first that is not loopback, as
 * a container has one.
 */
export function workerUrl(host: string, port: number, interfaces = networkInterfaces()): string {
  const address = ALL_ADDRESSES.has(host) ? (firstAddress(interfaces) ?? '127.0.0.1') : host;
  return `http://${isIPv6(address) ? `[${address}]` : address}:${port}`;
}

function firstAddress(interfaces: ReturnType<typeof networkInterfaces>): string | undefined {
  const outside = Object.values(interfaces).flatMap((addresses = []) => addresses.filter(isOutside));
  return (outside.find(({ family }) => family === 'IPv4') ?? outside[0])?.address;
}

/** Link-local addresses of IPv6 do not lead here without the name of an interface. */
function isOutside({ internal, address }: NetworkInterfaceInfo): boolean {
  return !internal && !address.startsWith('fe80:');
}
