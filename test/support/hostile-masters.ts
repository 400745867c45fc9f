/** Files that are named like a master but are not one. */
import { createHash } from 'node:crypto';

/** What these files refer to; it must never appear in a response, nor be requested. */
const ELSEWHERE = ['file:///etc/hostname', 'http://127.0.0.1:9/elsewhere.ts'];

const HLS_PLAYLIST = `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:10
${ELSEWHERE.map((url) => `#EXTINF:10,\n${url}`).join('\n')}
#EXT-X-ENDLIST
`;

const MPD = `<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT10S" minBufferTime="PT2S"
     profiles="urn:mpeg:dash:profile:isoff-on-demand:2011">
  <Period>
    <AdaptationSet mimeType="video/mp4">
      ${ELSEWHERE.map(
        (url, id) =>
          `<Representation id="${id}" bandwidth="1" codecs="avc1.64001f"><BaseURL>${url}</BaseURL></Representation>`,
      ).join('\n      ')}
    </AdaptationSet>
  </Period>
</MPD>
`;

const CONCAT_SCRIPT = `ffconcat version 1.0
${ELSEWHERE.map((url) => `file '${url}'`).join('\n')}
`;

/** Pseudorandom bytes, the same every time. */
function randomBytes(count: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, block) =>
    createHash('sha256').update(`block ${block}`).digest(),
  );
  return Buffer.concat(blocks, count);
}

/** The contents of each kind; all are named `.mp4`. */
export const hostileMasters = {
  empty: Buffer.alloc(0),
  text: Buffer.from('This is not a video.\nIt is a note that somebody gave the wrong name.\n'.repeat(40)),
  'hls-playlist': Buffer.from(HLS_PLAYLIST),
  mpd: Buffer.from(MPD),
  'concat-script': Buffer.from(CONCAT_SCRIPT),
  'random-bytes': randomBytes(65_536),
} satisfies Record<string, Buffer>;
