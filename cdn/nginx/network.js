/** IPv4 and IPv6 addresses and networks, parsed as in src/access/tokens/network-address.ts. */

/** The first 12 bytes of an IPv4-mapped IPv6 address (RFC 4291 2.5.5.2). */
const MAPPED = '0,0,0,0,0,0,0,0,0,0,255,255';

/** Whether a network (`192.0.2.0/24`, `2001:db8::/32`, or one address) contains an address. False if either is malformed. */
function contains(network, address) {
  const range = parse(network);
  const candidate = address.indexOf('/') === -1 && parse(address.replace(/%.*$/, ''));
  if (!range || !candidate || range.bytes.length !== candidate.bytes.length) return false;
  return range.bytes.every((byte, i) => {
    const bits = Math.min(8, Math.max(0, range.prefix - 8 * i));
    return byte >> (8 - bits) === candidate.bytes[i] >> (8 - bits);
  });
}

function parse(text) {
  const match = /^([^/]+)(?:\/(0|[1-9][0-9]{0,2}))?$/.exec(text);
  const bytes = match && (ipv4(match[1]) || ipv6(match[1]));
  if (!bytes) return undefined;
  const prefix = match[2] === undefined ? 8 * bytes.length : Number(match[2]);
  return prefix > 8 * bytes.length ? undefined : unmapped(bytes, prefix);
}

function unmapped(bytes, prefix) {
  const isMapped = bytes.length === 16 && prefix >= 96 && bytes.slice(0, 12).join() === MAPPED;
  return isMapped ? { bytes: bytes.slice(12), prefix: prefix - 96 } : { bytes, prefix };
}

function ipv4(text) {
  const parts = text.split('.');
  const isAddress =
    parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isAddress ? parts.map(Number) : undefined;
}

/**
 * The 16 bytes of an IPv6 address. `::` stands for the missing zeros (RFC 4291 2.2). Dotted IPv4 is accepted only in
 * IPv4-mapped addresses in their recommended form (RFC 5952 5).
 */
function ipv6(text) {
  const mapped = /^::ffff:([^:]+\.[^:]+)$/i.exec(text);
  if (mapped) return mappedFrom(ipv4(mapped[1]));
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groups(halves[0]);
  const tail = halves.length === 2 ? groups(halves[1]) : [];
  if (!head || !tail) return undefined;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  const zeros = [];
  for (let i = 0; i < missing; i++) zeros.push(0);
  return head.concat(zeros, tail);
}

function mappedFrom(bytes) {
  return bytes && MAPPED.split(',').map(Number).concat(bytes);
}

/** The bytes of groups of up to four hex digits; undefined if one is malformed. */
function groups(text) {
  if (text === '') return [];
  const bytes = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    if (!/^[0-9a-f]{1,4}$/i.test(parts[i])) return undefined;
    const group = parseInt(parts[i], 16);
    bytes.push(group >> 8, group & 255);
  }
  return bytes;
}

export default { contains };
