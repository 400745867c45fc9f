import { readMovieFile } from '../src/masters/movie/movie-file.js';
import { mediaTracks } from '../src/masters/movie/media-track.js';
import { fileMaster } from '../src/masters/stores/file-master.js';
const m = await fileMaster('x', '/work/shared/media/' + process.argv[2]);
const s = await m!.open();
const f = await readMovieFile(s);
console.log(f.fragments.length, f.quickTime);
for (const t of mediaTracks(f)) { console.log(t.header); try { const e = t.entry(); console.log(e); const x = t.samples(); console.log(x.table.count, x.timeline.start, x.timeline.end, x.table.times.slice(0, 8), x.table.times.slice(-4)); } catch (e) { console.log(e); } }
