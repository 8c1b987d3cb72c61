/**
 * Keys of the hub, derived by HKDF from one secret (10-decisions 25): `HUB_SECRET`, or 32 bytes generated once and kept
 * in the data directory, readable by the owner only. Tokens carry the key's purpose, so one never serves as another.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify, SignJWT } from 'jose';

export interface Secrets {
  readonly fingerprint: string;
  sign(purpose: string, claims: Readonly<Record<string, unknown>>, ttlMs: number): Promise<string>;
  /** The claims, or null when forged, expired or made for another purpose. */
  verify(purpose: string, token: string): Promise<Readonly<Record<string, unknown>> | null>;
  /** A short proof (128 bits, base64url) that this hub said `text` for this purpose. */
  mac(purpose: string, text: string): string;
  /** For the database: AES-256-GCM, `1.<nonce>.<text>.<tag>` in base64url; bound to the purpose. */
  lock(purpose: string, text: string): string;
  /** Null when it was locked with another secret or for another purpose, or was changed. */
  unlock(purpose: string, locked: string): string | null;
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
    mac: (purpose, text) => createHmac('sha256', keyFor(`mac ${purpose}`)).update(text).digest().subarray(0, 16).toString('base64url'),
    lock(purpose, text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', keyFor(`lock ${purpose}`), nonce);
      const locked = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return ['1', nonce.toString('base64url'), locked.toString('base64url'), cipher.getAuthTag().toString('base64url')].join('.');
    },
    unlock(purpose, locked) {
      const [version, nonce, text, tag] = locked.split('.');
      if (version !== '1' || nonce === undefined || text === undefined || tag === undefined) return null;
      try {
        const cipher = createDecipheriv('aes-256-gcm', keyFor(`lock ${purpose}`), Buffer.from(nonce, 'base64url'));
        cipher.setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([cipher.update(Buffer.from(text, 'base64url')), cipher.final()]).toString('utf8');
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
