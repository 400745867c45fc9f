import { resolveFfmpeg } from '../src/encoder/ffmpeg/binary.js';
import { ProcessRegistry } from '../src/encoder/ffmpeg/registry.js';
import { mediaTools } from '../src/encoder/tools/media-tools.js';
import { indexMaster } from '../src/masters/index/index-master.js';
import { fileMaster } from '../src/masters/stores/file-master.js';
import { buildSegmentMap } from '../src/masters/segment-map.js';
import { buildLadder } from '../src/encoder/ladder/index.js';
import { encodeVideoSegment } from '../src/encoder/segment/video-segment.js';
import { encodeAudioSegment } from '../src/encoder/segment/audio-segment.js';
import { encodeParameterSets, videoInit, audioInit } from '../src/encoder/segment/init.js';
import fs from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
const root = '/work/shared/media/';
const binary = await resolveFfmpeg({ searchPath: process.env.PATH! });
const settings = { binary, registry: new ProcessRegistry(), timeoutMs: 60000, memoryBytes: 4e9, conformMaxBytes: 1e9 };
const tools = mediaTools(settings);
const sig = new AbortController().signal;
const want = process.argv.slice(2);
for (const line of fs.readFileSync(root + 'MANIFEST.tsv', 'utf8').split('\n').slice(1)) {
  const [file, , , , expect] = line.split('\t');
  if (!file || (want.length && !want.some(w => file.includes(w)))) continue;
  if (!want.length && /300s|64s/.test(file)) continue;
  const t = performance.now();
  try {
    const m = (await fileMaster('x', root + file))!;
    const conf = '/tmp/conf/' + file.replace(/\W/g, '_');
    const i = await indexMaster(m, conf, tools, sig);
    const ladder = buildLadder(i);
    const map = buildSegmentMap(i, ladder.audio[0]?.sampleRate ?? 48000, { targetSeconds: 4, firstSeconds: [2, 2] });
    const open = async (f: number) => { const mf = i.files[f]!; return mf.kind === 'master' ? m.open() : (await fileMaster('c', conf + '/' + mf.name))!.open(); };
    let out = '';
    if (i.video) {
      const r = ladder.video[0]!;
      const ps = await encodeParameterSets(settings, r, sig);
      const src = await open(i.video.file);
      const parts: Uint8Array[] = [videoInit(r, ps)];
      for (let s = 0; s < map.videoCount; s++) parts.push((await encodeVideoSegment(settings, { track: i.video, map, rendition: r, segment: s, parameterSets: ps }, src, sig)).bytes);
      fs.writeFileSync('/tmp/j.mp4', Buffer.concat(parts));
      const pts = (f: string, x: string[] = []) => execFileSync('ffprobe', ['-v', 'quiet', ...x, '-select_streams', 'v:0', '-show_entries', 'frame=best_effort_timestamp_time', '-of', 'csv=p=0', f], { maxBuffer: 1e9 }).toString().trim().split('\n').map(l => Number(l.split(',')[0]));
      const a = pts('/tmp/j.mp4');
      const b = pts(root + file);
      let off = 0; const k = r.keepEvery;
      out += `V ${r.id} ${r.width}x${r.height} k${k} segs ${map.videoCount} frames ${a.length}/${b.length} first ${a[0]} `;
      if (a.length === b.length) { for (let q = 0; q < a.length; q++) off = Math.max(off, Math.abs((a[q]! - a[0]!) - (b[q]! - b[0]!))); out += 'maxerr ' + off.toFixed(6); }
    }
    for (const r of ladder.audio) {
      if (r.bitrate < 100000) continue;
      const tr = i.audio.find(x => x.id === r.trackId)!;
      const src = await open(tr.file);
      const parts: Uint8Array[] = [audioInit(r)];
      for (let s = 0; s < map.count; s++) parts.push((await encodeAudioSegment(settings, { track: tr, map, rendition: r, segment: s }, src, sig)).bytes);
      fs.writeFileSync('/tmp/ja.mp4', Buffer.concat(parts));
      const n = execFileSync('ffmpeg', ['-v', 'error', '-i', '/tmp/ja.mp4', '-f', 's16le', '-'], { maxBuffer: 1e9 }).length / 4;
      const nb = execFileSync('ffmpeg', ['-v', 'quiet', '-i', root + file, '-map', '0:a:' + i.audio.indexOf(tr), '-f', 's16le', '-ac', '2', '-ar', String(r.sampleRate), '-'], { maxBuffer: 1e9 }).length / 4;
      out += ` | A ${r.id} ${n}/${nb}`;
    }
    console.log(expect!.slice(0, 6), file, (performance.now() - t).toFixed(0) + 'ms', out);
  } catch (e: any) { console.log(expect!.slice(0, 12).padEnd(12), file, (performance.now() - t).toFixed(0) + 'ms', 'REFUSED', e.code ?? e.stack, e.cause?.message ?? '', e.cause?.stderr?.slice(0, 300) ?? ''); }
}
