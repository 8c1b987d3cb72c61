/**
 * Keys of the hub, derived by HKDF from one secret (10-decisions 25): `HUB_SECRET`, or 32 bytes generated once and kept
 * in the data directory, readable by the owner only. Tokens carry the key's purpose, so one never serves as another.
 */
import { createHash, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify, SignJWT } from 'jose';

export interface Secrets {
  readonly fingerprint: string;
  sign(purpose: string, claims: Readonly<Record<string, unknown>>, ttlMs: number): Promise<string>;
  /** The claims, or null when forged, expired or made for another purpose. */
  verify(purpose: string, token: string): Promise<Readonly<Record<string, unknown>> | null>;
}

export function openSecrets(dataDir: string, given: string | undefined): Secrets {
  const secret = given ? Buffer.from(given) : storedSecret(dataDir);
  const keys = new Map<string, Uint8Array>();
  const keyFor = (purpose: string): Uint8Array => {
    const known = keys.get(purpose);
    if (known) return known;
    const made = new Uint8Array(hkdfSync('sha256', secret, 'switchroom', purpose, 32));
    keys.set(purpose, made);
    return made;
  };
  return {
    fingerprint: createHash('sha256').update(keyFor('fingerprint')).digest('hex'),
    sign: (purpose, claims, ttlMs) =>
      new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256', kid: '1' }).setIssuedAt().setExpirationTime(new Date(Date.now() + ttlMs)).setAudience(purpose).sign(keyFor(purpose)),
    async verify(purpose, token) {
      if (token.length > 4_096) return null;
      try {
        return (await jwtVerify(token, keyFor(purpose), { audience: purpose, algorithms: ['HS256'] })).payload;
      } catch {
        return null;
      }
    },
  };
}

function storedSecret(dataDir: string): Buffer {
  const file = join(dataDir, 'secret');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
}

/** A secret to hand out once, ≥ 128 bits; only its hash is stored. */
export const newSecret = (prefix: string): string => `${prefix}_${randomBytes(24).toString('base64url')}`;
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
export const sameText = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
