/**
 * Macros of ad tags (VAST 4.3, "Macros"): `[CACHEBUSTING]` and others are filled in before a tag is requested. What of a viewer ad
 * servers learn, the tag and the documents it leads to decide by the macros they have. Pure.
 */

/** What is known when ads are asked for. */
export interface AdRequestFacts {
  /** The name of the programme's asset. */
  readonly asset?: string;
  /** The viewer's address and `User-Agent`. */
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
  /** When, in milliseconds since 1970. */
  readonly now: number;
  /** 0 up to, but not including, 1; other ones in each request. */
  readonly random: number;
  /** Whether the URL is for the player to request; by default it is this server. */
  readonly isForPlayer?: boolean;
}

/** As they are written in URLs: with brackets, which may be encoded. */
const MACRO = /(?:\[|%5[Bb])([A-Z]{2,40})(?:\]|%5[Dd])/g;
/** No browser's is longer. */
const MAX_USER_AGENT = 512;
/** What macros may add to one URL; beyond, their values count as not known. Servers refuse longer URLs. */
const MAX_ADDED = 8192;
/** What is not known, as VAST has it. */
const UNKNOWN = '-1';
/** Those that VAST defines and a server does not know when it asks for ads. */
const NOT_KNOWN: ReadonlySet<string> = new Set([
  ...[
    'ADCATEGORIES',
    'ADCOUNT',
    'ADPLAYHEAD',
    'ADSERVINGID',
    'ADTYPE',
    'APPBUNDLE',
    'ASSETURI',
    'BLOCKEDADCATEGORIES',
  ],
  ...[
    'BREAKMAXADLENGTH',
    'BREAKMAXADS',
    'BREAKMAXDURATION',
    'BREAKMINADLENGTH',
    'BREAKMINDURATION',
    'BREAKPOSITION',
  ],
  ...[
    'CLICKPOS',
    'CLICKTYPE',
    'CONTENTCAT',
    'CONTENTPLAYHEAD',
    'CONTENTURI',
    'DOMAIN',
    'EXTENSIONS',
    'GDPRCONSENT',
  ],
  ...[
    'IFA',
    'IFATYPE',
    'INVENTORYSTATE',
    'LATLONG',
    'LIMITADTRACKING',
    'MEDIAMIME',
    'MEDIAPLAYHEAD',
    'OMIDPARTNER',
  ],
  ...[
    'PAGEURL',
    'PLACEMENTTYPE',
    'PLAYERSIZE',
    'PLAYERSTATE',
    'PODSEQUENCE',
    'REGULATIONS',
    'SERVERUA',
    'TRANSACTIONID',
  ],
  ...['UNIVERSALADID', 'VERIFICATIONVENDORS'],
]);

/** The URL with the macros that VAST defines filled in; others are left as they are. */
export function fillMacros(url: string, facts: AdRequestFacts): string {
  let added = 0;
  return url.replace(MACRO, (written, name: string) => {
    const value = macroValue(name, facts);
    if (value === undefined) return written;
    const encoded = encodeURIComponent(value);
    added += encoded.length;
    return added > MAX_ADDED ? UNKNOWN : encoded;
  });
}

function macroValue(
  name: string,
  { asset, address, userAgent, now, random, isForPlayer }: AdRequestFacts,
): string | undefined {
  switch (name) {
    case 'CACHEBUSTING':
      // Of eight digits.
      return String(Math.floor(random * 1e8)).padStart(8, '0');
    case 'TIMESTAMP':
      return new Date(now).toISOString();
    case 'CONTENTID':
      return asset ?? UNKNOWN;
    case 'DEVICEIP':
      return address ?? UNKNOWN;
    case 'DEVICEUA':
      return userAgent?.slice(0, MAX_USER_AGENT).toWellFormed() ?? UNKNOWN;
    case 'SERVERSIDE':
      // Requested by a server, with what the viewer's device is; or by the device itself.
      return isForPlayer ? '0' : '1';
    case 'VASTVERSIONS':
      // As numbered by AdCOM: VAST 2 and 3, their wrappers, and 4.0 to 4.3 with wrappers.
      return '2,3,5,6,7,8,11,12,13,14,15,16';
    default:
      return NOT_KNOWN.has(name) ? UNKNOWN : undefined;
  }
}
