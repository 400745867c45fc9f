/** Digests and message authentication codes, as lower-case hex digits. */
// biome-ignore lint/style/useNodejsImportProtocol: njs has its modules under these names
import crypto from 'crypto';

function sha256(text) {
  return crypto.createHash('sha256').update(text).digest('hex');
}

function md5(text) {
  return crypto.createHash('md5').update(text).digest('hex');
}

/** HMAC-SHA256 (RFC 2104). @param key used as text, not decoded. */
function code(key, text) {
  return crypto.createHmac('sha256', key).update(text).digest('hex');
}

/** Whether two texts are equal, without leaking either through timing: compares the HMACs of both. */
function areEqual(key, one, other) {
  return code(key, `compared ${one}`) === code(key, `compared ${other}`);
}

export default { sha256, md5, code, areEqual };
