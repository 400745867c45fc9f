/**
 * How the restrictions in tokens and grants are interpreted: one table for the origin, nginx and Varnish. A restriction
 * outside the narrow syntax that all three parse alike admits no client.
 */

/** A restriction to a network, and whether a client at 127.0.0.1 matches it. */
export interface NetworkCase {
  readonly network: string;
  readonly isIn: boolean;
}

/** Networks that contain 127.0.0.1. */
const LOCAL_NETWORKS = [
  ...['127.0.0.1', '127.0.0.1/32', '127.0.0.0/31', '127.0.0.0/8', '126.0.0.0/7', '0.0.0.0/0'],
  // Bits beyond the prefix are ignored.
  ...['127.0.0.99/24', '127.255.255.255/8', '255.255.255.255/0', '::ffff:127.0.0.99/120'],
  // An IPv4-mapped IPv6 address (RFC 4291 2.5.5.2) is that IPv4 address.
  ...['::ffff:127.0.0.1', '::FFFF:127.0.0.1', '::FFFF:7f00:1/128', '0:0:0:0:0:ffff:7f00:1', '0::ffff:7f00:1'],
  ...['::ffff:127.0.0.0/104', '::ffff:0:0/96', '::ffff:ffff:ffff/96', '::ffff:255.255.255.255/96'],
];

/** Networks that do not contain it. */
const OTHER_NETWORKS = [
  ...['127.0.0.2', '127.0.0.2/31', '128.0.0.0/1', '126.0.0.0/8', '0.0.0.0', '255.255.255.255', '0.0.0.1'],
  ...['::1', '::', '::/0', '2001:db8::/32', '64:ff9b::7f00:1', '64:ff9b::/96', '::7f00:1'],
  // Prefixes wider than the IPv4-mapped range.
  ...['::ffff:0:0/95', '::ffff:127.0.0.1/95', '::ffff:0:0/0'],
];

/** Strings that are not networks. Some parsers read some of them as 127.0.0.1. */
const NO_NETWORKS = [
  ...['127.1', '127.0.1', '2130706433', '0x7f.0.0.1', '0x7f000001', '0177.0.0.1', '127.0.0.01', '127.0.0.1.'],
  ...['127.0.0.256', '127.0.0', '127.0.0.1.1', '.127.0.0.1', '127..0.1', '0', '.', ':', '/', '/0'],
  ...['127.0.0.1/', '127.0.0.1/33', '127.0.0.0/08', '127.0.0.0/8/8', '127.0.0.0//8', '0.0.0.0/00'],
  ...['0.0.0.0/128', '0.0.0.0/4294967296', '::ffff:0:0/129', '::ffff:0:0/096', '::ffff:127.0.0.1/999'],
  // IPv4 embedded in IPv6 that is not IPv4-mapped, or not in the accepted notation.
  ...['::127.0.0.1', '::127.0.0.0/104', '::0:127.0.0.1', '64:ff9b::127.0.0.1', '::ffff:0:127.0.0.1'],
  ...[
    '0:0:0:0:0:ffff:127.0.0.1',
    '0::ffff:127.0.0.1',
    '::0ffff:127.0.0.1',
    '::ffff:127.1',
    '::ffff:127.0.0.1:1',
  ],
  ...[
    '::ffff:127.0.0.01',
    '1::2::3',
    ':::',
    '::ffff:7f00:1:',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    ':1:2:3:4:5:6:7',
  ],
];

export const NETWORK_CASES: readonly NetworkCase[] = [
  ...LOCAL_NETWORKS.map((network) => ({ network, isIn: true })),
  ...[...OTHER_NETWORKS, ...NO_NETWORKS].map((network) => ({ network, isIn: false })),
];

/** Networks that a token may contain, and strings that it may not. */
export const WRITTEN_NETWORKS = { networks: [...LOCAL_NETWORKS, ...OTHER_NETWORKS], others: NO_NETWORKS };

/** The headers that identify the embedding page, and whether it is one of `SITES`. */
export interface PageCase {
  readonly headers: Readonly<Record<string, string>>;
  readonly isIn: boolean;
}

export const SITES: readonly string[] = [
  'player.example',
  '*.Wide.example',
  '127.0.0.1',
  'xn--mnchen-3ya.example',
];

const PAGES_IN: readonly Readonly<Record<string, string>>[] = [
  { Referer: 'https://player.example/watch?v=1' },
  { Referer: 'https://player.example' },
  { Referer: 'http://PLAYER.example.:8080' },
  { Referer: 'HTTPS://player.example:443/' },
  { Referer: 'https://player.example?x' },
  { Referer: 'https://player.example#x', Origin: 'https://evil.example' },
  { Referer: 'https://player.example/https://evil.example/@evil.example' },
  { Referer: 'https://xn--mnchen-3ya.example/' },
  { Referer: 'http://127.0.0.1:5173/' },
  { Referer: 'https://a.b.wide.EXAMPLE/' },
  { Origin: 'https://player.example' },
  { Origin: 'http://player.example:8080' },
];

const PAGES_OUT: readonly Readonly<Record<string, string>>[] = [
  {},
  { Origin: 'null' },
  { Origin: 'https://evil.example' },
  { Referer: '', Origin: 'https://player.example' },
  { Referer: 'null', Origin: 'https://player.example' },
  ...[
    ...[
      'https://evil.example/',
      'https://wide.example/',
      'https://.wide.example/',
      'https://*.wide.example/',
    ],
    ...['https://notplayer.example/', 'https://xwide.example/', 'https://player.example.evil/'],
    ...['https://player.example../', 'https://wide.example./', 'https://sub.player.example/'],
    // Userinfo (RFC 3986 3.2.1), which browsers never send.
    ...[
      'https://player.example@evil.example/',
      'https://user@player.example/',
      'https://u:p@player.example/',
    ],
    ...['https://@player.example/', 'https://evil.example/https://player.example/'],
    // What a URL parser would repair.
    ...['https:player.example', 'https:/player.example/', 'https:///player.example', '//player.example/'],
    ...[
      'https:\\\\player.example/',
      'https://evil.example\\@player.example/',
      'https://player.example\\evil/',
    ],
    ...[
      'player.example',
      'ftp://player.example/',
      'httpsx://player.example/',
      'javascript://player.example/',
    ],
    // What a URL parser would decode.
    ...['https://player.exampl%65/', 'https://player%2eexample/', 'https://m%C3%BCnchen.example/'],
    ...[
      'https://127.1/',
      'https://2130706433/',
      'https://0x7f.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
    ],
    ...['https://player.example:/', 'https://player.example:808080/', 'https://player.example:80x/'],
    ...[
      'https://player.example /',
      'https://player.example/a b',
      'https://player.example,https://player.example',
    ],
    ...['https://', 'https://.', 'https://:80/', `https://player.example/${'x'.repeat(8192)}`],
  ].map((Referer) => ({ Referer })),
];

export const PAGE_CASES: readonly PageCase[] = [
  ...PAGES_IN.map((headers) => ({ headers, isIn: true })),
  ...PAGES_OUT.map((headers) => ({ headers, isIn: false })),
];
