// The rooms of src/ from the top to the bottom: a room may use those below it, never one above. The dependency rules
// are made of this table (.dependency-cruiser.cjs), and so is the picture in docs/architecture.md.

/** @type {readonly { readonly name: string, readonly says: string }[]} */
const rooms = [
  { name: 'cli', says: 'the commands' },
  { name: 'composition', says: 'builds every part in order; starts, drains and stops them' },
  { name: 'trace', says: 'whose copy it is: the hidden mark, read by comparing with the master' },
  { name: 'config', says: 'the settings of all parts' },
  { name: 'origin', says: 'HTTP: media, manifests, images, downloads, the management API, operations' },
  { name: 'web', says: 'the page' },
  { name: 'events', says: 'what happened, and the webhooks that tell of it' },
  { name: 'edges', says: 'cache tags, one adapter for each kind of edge, invalidation' },
  { name: 'downloads', says: 'files to be kept, made of the segments that are streamed' },
  { name: 'sessions', says: 'device, network, preferences, the decision, the playbacks in progress' },
  { name: 'manifests', says: 'HLS and DASH, and the bandwidth they advertise' },
  { name: 'ads', says: 'what ad servers answer: VAST and VMAP, as breaks with their ads' },
  { name: 'uploads', says: 'how masters come and go: resumable uploads, copies of URLs, deletion' },
  { name: 'fleet', says: 'segments encoded on other machines: jobs, workers, the bytes between them' },
  { name: 'segments', says: 'the just-in-time question, prefetch, admission, stores of finished segments' },
  { name: 'assets', says: 'the library, its index store, descriptions' },
  { name: 'access', says: 'tokens, grants, revocations' },
  {
    name: 'encoder',
    says: 'ladder, arguments, feed, the ffmpeg process, remuxing; images, burn-in, captions',
  },
  { name: 'packager', says: 'CMAF, HLS and DASH, MP4 files, AVIF: values in, bytes or text out' },
  { name: 'masters', says: 'the index of a master, where decoding can begin, the segment map' },
  { name: 'demux', says: 'from the bytes of a container to its tracks' },
  { name: 'tracks', says: 'samples, formats and times of a track; limits and refusals of a master' },
  { name: 'stores', says: 'where masters and their sidecars lie: folders, buckets, byte ranges' },
  { name: 'text', says: 'timed text: SubRip, WebVTT and others to cues, cues to WebVTT' },
  { name: 'bitstream', says: 'the headers of coded pictures: random access, order, format' },
  { name: 'isobmff', says: 'the boxes of ISO/IEC 14496-12' },
  { name: 'matroska', says: 'the elements of Matroska and WebM (RFC 9559)' },
  { name: 'transport-stream', says: 'the packets of MPEG transport streams (ISO/IEC 13818-1)' },
  {
    name: 'redis',
    says: 'what the processes of a fleet share: the connection, messages that are caught up, locks',
  },
  { name: 'shared', says: 'errors, log, metrics, clock; single flight, scheduler, deadlines' },
];

/** What runs where there is no HTTP server, as on a worker that only encodes, and so holds no keys. */
const WITHOUT_HTTP = ['segments', 'assets', 'encoder'];
/** What runs on a worker. */
const ON_WORKERS = ['fleet', ...WITHOUT_HTTP];
const OF_HTTP = ['origin', 'sessions', 'access'];

module.exports = { rooms, WITHOUT_HTTP, ON_WORKERS, OF_HTTP };
