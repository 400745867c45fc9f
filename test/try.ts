import { resolveFfmpeg } from '../src/encoder/ffmpeg/binary.js';
import { ProcessRegistry } from '../src/encoder/ffmpeg/registry.js';
import { mediaTools } from '../src/encoder/tools/media-tools.js';
import { indexMaster } from '../src/masters/index/index-master.js';
import { fileMaster } from '../src/masters/stores/file-master.js';
import fs from 'node:fs';
const root = '/work/shared/media/';
const binary = await resolveFfmpeg({ searchPath: process.env.PATH! });
const tools = mediaTools({ binary, registry: new ProcessRegistry(), timeoutMs: 60000, memoryBytes: 4e9, conformMaxBytes: 1e9 });
for (const line of fs.readFileSync(root + 'MANIFEST.tsv', 'utf8').split('\n').slice(1)) {
  const [file, , , , expect] = line.split('\t');
  if (!file) continue;
  const t = performance.now();
  try {
    const m = await fileMaster('x', root + file);
    const i = await indexMaster(m!, '/tmp/conf/' + file.replace(/\W/g, '_'), tools, new AbortController().signal);
    const v = i.video;
    console.log(expect!.slice(0, 12).padEnd(12), file, (performance.now() - t).toFixed(0) + 'ms', i.container, v ? `${v.codec} ${v.width}x${v.height} ${v.pixelFormat} sar ${v.pixelAspectRatio.horizontal}:${v.pixelAspectRatio.vertical} rot ${JSON.stringify(v.orientation)} c${v.colour.primaries}/${v.colour.transfer}/${v.colour.matrix}${v.colour.fullRange} i${v.interlaced} n=${v.frames.length} ${(v.start / v.timescale).toFixed(4)}-${(v.end / v.timescale).toFixed(4)} ts${v.timescale}` : '-', i.audio.map(a => `${a.codec} ${a.sampleRate} ${a.channels}ch ${a.language} ${(a.start / a.timescale).toFixed(4)}-${(a.end / a.timescale).toFixed(4)}`).join('; '), i.ignored.map(g => g.kind + ':' + g.codec + ':' + g.reason).join('; '));
  } catch (e: any) { console.log(expect!.slice(0, 12).padEnd(12), file, (performance.now() - t).toFixed(0) + 'ms', 'REFUSED', e.code ?? e.stack); }
}
