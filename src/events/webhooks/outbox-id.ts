/** The name of an outbox among those of a fleet: as lasting as the disk that it is on, whichever process has it. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeAtomically } from '../../shared/atomic-write.js';

const idForm = /^[0-9a-f]{16}$/;

/** 16 hex digits. Reads the name from a file, or makes one and writes it there. Where the disk fails, the name is this process's alone. Never rejects. */
export async function outboxId(path: string): Promise<string> {
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (idForm.test(known)) return known;
  const id = randomBytes(8).toString('hex');
  await writeAtomically(path, id).catch(() => undefined);
  return id;
}
