import { startDemo } from './support/demo.js';
import { findChromium, launchChromium, openPage } from './page/chromium.js';
const demo = await startDemo(['/work/shared/media/long/sintel_trailer_720p24.mp4']);
const b = await launchChromium(findChromium()!);
const { page, complaints } = await openPage(b, `${demo.page}&player=${process.argv[2]}`, { bypassCSP: true });
page.on('response', r => { if (/-\/.*(m4s|mp4)/.test(r.url())) console.log(((Date.now() - t0) / 1000).toFixed(2), r.status(), r.url().replace(/.*24\//, '').replace(/\?.*/, ''), r.headers()['server-timing']); });
const t0 = Date.now();
await page.waitForFunction("document.querySelector('video')?.currentTime > 1", undefined, { timeout: 30000, polling: 50 });
console.log('start', Date.now() - t0);
await page.evaluate("document.querySelector('video').currentTime = 40");
for (let i = 0; i < 120; i++) {
  await new Promise(r => setTimeout(r, 250));
  const s = await page.evaluate<string>("(() => { const v = document.querySelector('video'); return JSON.stringify([v.currentTime, v.readyState, v.seeking, v.paused, v.ended, Array.from({length: v.buffered.length}, (_, i) => [v.buffered.start(i), v.buffered.end(i)])]) })()");
  console.log(((Date.now() - t0) / 1000).toFixed(2), s);
  if (JSON.parse(s)[4]) break;
}
const ev = await page.evaluate<string>("JSON.stringify(window.onplay.events)"); for (const e of JSON.parse(ev)) console.log(JSON.stringify(e)); console.log(complaints);
await b.close(); await demo.stop();
